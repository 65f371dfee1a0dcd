//! TLS to a telephone system: with a certificate of an authority that this machine trusts, or with one that the source names, be it
//! self-signed and under another name.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_rustls::TlsConnector;

/// Certificates of one source.
const CERTIFICATES_MAX: usize = 16;

/// Reads PEM. Errors: there is none in it, too many, or one that is broken.
pub(super) fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .take(CERTIFICATES_MAX + 1)
        .collect();
    let all = all.map_err(|error| error.to_string())?;
    match (1..=CERTIFICATES_MAX).contains(&all.len()) {
        true => Ok(all),
        false => Err(format!("1 to {CERTIFICATES_MAX} certificates")),
    }
}

/// Reads files of this machine where no certificate is given, so it runs where blocking is allowed.
pub(super) fn connector(certificate: Option<&str>) -> Result<TlsConnector, String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let named = certificate.map(certificates).transpose()?.unwrap_or_default();
    let mut roots = RootCertStore::empty();
    match named.is_empty() {
        true => roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
        false => roots.add_parsable_certificates(named.clone()),
    };
    // Without a single authority nothing but the named certificates themselves is trusted.
    let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    let trust = Trust {
        named,
        authorities: authorities.ok(),
        provider: provider.clone(),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Whom we believe.
#[derive(Debug)]
struct Trust {
    /// These themselves, under whichever name.
    named: Vec<CertificateDer<'static>>,
    /// And what they, or the machine's authorities, have signed for the host's name.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.named.iter().any(|named| named.as_ref() == end_entity.as_ref()) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.authorities {
            Some(authorities) => {
                authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
    use rustls::ServerConfig;
    use rustls::pki_types::PrivateKeyDer;
    use tokio_rustls::TlsAcceptor;

    fn certificate(name: &str) -> CertifiedKey<KeyPair> {
        generate_simple_self_signed(vec![name.to_owned()]).unwrap()
    }

    /// Whether we speak with a system of this certificate, under this name, when that one is trusted.
    async fn speaks(system: &CertifiedKey<KeyPair>, name: &'static str, trusted: &str) -> bool {
        let key = PrivateKeyDer::try_from(system.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![system.cert.der().clone()], key)
            .unwrap();
        let (near, far) = tokio::io::duplex(64 * 1024);
        let accepting = TlsAcceptor::from(Arc::new(config)).accept(far);
        let connector = connector(Some(trusted)).unwrap();
        // Our end hangs up when it has its answer.
        let connecting = async move {
            let stream = connector.connect(ServerName::try_from(name).unwrap(), near).await;
            stream.is_ok()
        };
        let (connected, _) = tokio::join!(connecting, accepting);
        connected
    }

    #[tokio::test]
    async fn a_certificate_that_is_named_is_believed_under_any_name_and_no_other_one() {
        let (system, other) = (certificate("asterisk"), certificate("pbx.lan"));
        assert!(speaks(&system, "pbx.lan", &system.cert.pem()).await);
        let both = format!("{}{}", other.cert.pem(), system.cert.pem());
        assert!(speaks(&system, "10.0.0.7", &both).await);
        assert!(!speaks(&system, "pbx.lan", &other.cert.pem()).await);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        assert!(certificates("").is_err() && certificates("-----BEGIN CERTIFICATE-----").is_err());
        let many = certificate("a").cert.pem().repeat(CERTIFICATES_MAX + 1);
        assert!(certificates(&many).is_err());
        assert_eq!(certificates(&certificate("a").cert.pem()).unwrap().len(), 1);
    }
}
