//! Records which processor features whisper.cpp is compiled for, so that the binary can check them where it runs (`src/cpu.rs`).
//!
//! whisper.cpp's own rule: native (the default) takes what the building machine has; `GGML_NATIVE=OFF` takes SSE4.2, AVX, AVX2,
//! FMA, F16C and BMI2, each of which a variable `GGML_…=OFF` takes away again.

use std::env;

/// Feature as Rust names it, and cmake's variable for it.
const PORTABLE: [(&str, &str); 6] = [
    ("sse4.2", "GGML_SSE42"),
    ("avx", "GGML_AVX"),
    ("avx2", "GGML_AVX2"),
    ("fma", "GGML_FMA"),
    ("f16c", "GGML_F16C"),
    ("bmi2", "GGML_BMI2"),
];

fn main() {
    println!("cargo:rerun-if-env-changed=GGML_NATIVE");
    PORTABLE
        .iter()
        .for_each(|(_, variable)| println!("cargo:rerun-if-env-changed={variable}"));
    println!("cargo:rerun-if-changed=build.rs");
    let features = if is_off("GGML_NATIVE") { portable() } else { native() };
    println!("cargo:rustc-env=AUDIAPRO_CPU_FEATURES={}", features.join(","));
}

fn is_off(variable: &str) -> bool {
    let value = env::var(variable).unwrap_or_default().to_ascii_uppercase();
    matches!(value.as_str(), "OFF" | "0" | "FALSE" | "NO" | "N")
}

fn portable() -> Vec<&'static str> {
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("x86_64") {
        return Vec::new();
    }
    PORTABLE
        .iter()
        .filter(|(_, variable)| !is_off(variable))
        .map(|(feature, _)| *feature)
        .collect()
}

/// The building machine's own: `-march=native` uses all of them.
#[cfg(target_arch = "x86_64")]
fn native() -> Vec<&'static str> {
    let all = [
        ("sse4.2", is_x86_feature_detected!("sse4.2")),
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("f16c", is_x86_feature_detected!("f16c")),
        ("bmi2", is_x86_feature_detected!("bmi2")),
        ("avxvnni", is_x86_feature_detected!("avxvnni")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
        ("avx512cd", is_x86_feature_detected!("avx512cd")),
        ("avx512bw", is_x86_feature_detected!("avx512bw")),
        ("avx512dq", is_x86_feature_detected!("avx512dq")),
        ("avx512vl", is_x86_feature_detected!("avx512vl")),
        ("avx512vbmi", is_x86_feature_detected!("avx512vbmi")),
        ("avx512vnni", is_x86_feature_detected!("avx512vnni")),
        ("avx512bf16", is_x86_feature_detected!("avx512bf16")),
    ];
    all.into_iter()
        .filter(|(_, present)| *present)
        .map(|(feature, _)| feature)
        .collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn native() -> Vec<&'static str> {
    Vec::new()
}
