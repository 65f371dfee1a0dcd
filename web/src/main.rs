//! The binary `audiapro`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The first use of TLS would abort if two providers were compiled in and none was chosen.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        eprintln!("a TLS provider was installed already");
    }
    web::cli::main()
}
