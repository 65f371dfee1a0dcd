//! What computes speech, for `/metrics`: `audiapro_speech_backend_info{backend="avx512-vnni"} 1`. Asked at each scrape, since a
//! failure inside the backend ends it while the server goes on.

use actors::engine::speech::accel;
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{IntGaugeVec, Opts};

pub struct SpeechInfo(IntGaugeVec);

impl SpeechInfo {
    pub fn new() -> prometheus::Result<Self> {
        let about = "What computes speech on this node: the kernels' name, gpu or stock.";
        let gauge = IntGaugeVec::new(Opts::new("audiapro_speech_backend_info", about), &["backend"])?;
        Ok(Self(gauge))
    }
}

impl Collector for SpeechInfo {
    fn desc(&self) -> Vec<&Desc> {
        self.0.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.0.reset();
        self.0.with_label_values(&[accel::running().backend.name()]).set(1);
        self.0.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_backend_is_named() {
        let families = SpeechInfo::new().unwrap().collect();
        let metrics = families[0].get_metric();
        assert_eq!((families[0].name(), metrics.len()), ("audiapro_speech_backend_info", 1));
        let label = &metrics[0].get_label()[0];
        assert_eq!(
            (label.name(), label.value()),
            ("backend", accel::running().backend.name())
        );
    }
}
