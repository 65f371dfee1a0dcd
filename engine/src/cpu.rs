//! Whether this processor has what the binary was built for. Without this check a missing instruction kills the process without a word.

use crate::error::EngineError;

/// Recorded by `build.rs`: the features that whisper.cpp was compiled for, separated by commas.
const BUILT_FOR: &str = env!("AUDIAPRO_CPU_FEATURES");

/// Refuses to start with a sentence that says what to do, where a feature is missing.
pub fn check() -> Result<(), EngineError> {
    let missing: Vec<&str> = BUILT_FOR
        .split(',')
        .filter(|feature| !feature.is_empty() && !has(feature))
        .collect();
    verdict(&missing)
}

/// What whisper.cpp was compiled for, as shown by `audiapro doctor`.
pub fn built_for() -> Vec<&'static str> {
    BUILT_FOR.split(',').filter(|feature| !feature.is_empty()).collect()
}

/// Whether this processor adds products of bytes up in 32 bits (VNNI, AMX). Others do so in 16, which overflow.
pub fn adds_bytes_exactly() -> bool {
    ["avxvnni", "avx512vnni"].into_iter().any(has)
}

fn verdict(missing: &[&str]) -> Result<(), EngineError> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(EngineError::Cpu(format!(
        "this binary was built for a processor with {}, which this machine's lacks: build it here with script/server, \
         or for any x86-64 with AVX2 with GGML_NATIVE=OFF",
        missing.join(", ")
    )))
}

#[cfg(target_arch = "x86_64")]
fn has(feature: &str) -> bool {
    match feature {
        "sse4.2" => is_x86_feature_detected!("sse4.2"),
        "avx" => is_x86_feature_detected!("avx"),
        "avx2" => is_x86_feature_detected!("avx2"),
        "fma" => is_x86_feature_detected!("fma"),
        "f16c" => is_x86_feature_detected!("f16c"),
        "bmi2" => is_x86_feature_detected!("bmi2"),
        "avxvnni" => is_x86_feature_detected!("avxvnni"),
        "avx512f" => is_x86_feature_detected!("avx512f"),
        "avx512cd" => is_x86_feature_detected!("avx512cd"),
        "avx512bw" => is_x86_feature_detected!("avx512bw"),
        "avx512dq" => is_x86_feature_detected!("avx512dq"),
        "avx512vl" => is_x86_feature_detected!("avx512vl"),
        "avx512vbmi" => is_x86_feature_detected!("avx512vbmi"),
        "avx512vnni" => is_x86_feature_detected!("avx512vnni"),
        "avx512bf16" => is_x86_feature_detected!("avx512bf16"),
        // What the build script records and this list does not know is a mistake in the build, not on this machine.
        _ => false,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn has(_feature: &str) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recorded_feature_is_one_that_this_machine_has_where_the_tests_were_built() {
        check().unwrap();
        assert!(cfg!(not(target_arch = "x86_64")) || built_for().contains(&"avx2"));
    }

    #[test]
    fn a_missing_feature_is_named_with_the_remedy() {
        let error = verdict(&["avx512f", "fma"]).unwrap_err().to_string();
        assert!(
            error.contains("avx512f, fma") && error.contains("GGML_NATIVE=OFF"),
            "{error}"
        );
        assert!(!has("quantum"));
    }
}
