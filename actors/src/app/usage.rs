//! What a tenant has used, as the API tells it: from the supervisor, or counted anew.

use models::Error;
use models::billing::usage::Report;
use models::billing::usage::rows::{self, Recount};
use models::db::Pools;
use models::ids::TenantId;

use super::App;
use crate::ledger::arrival::Unavailable;

/// A tenant's usage as the API tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageAnswer {
    pub report: Report,
    /// Analysed in this period.
    pub audio_seconds: f64,
}

#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such tenant")]
    NoTenant,
    #[error("usage could not be read")]
    Database(#[source] Error),
}

impl App {
    /// From the supervisor's memory; audio seconds from the results.
    pub async fn usage(&self, tenant: TenantId) -> Result<UsageAnswer, UsageError> {
        let report = self.inner.door.report(tenant).await?.ok_or(UsageError::NoTenant)?;
        let period = report.period;
        let seconds = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<f64, Error> {
                rows::audio_seconds(conn, tenant, period).await
            })
            .await;
        let audio_seconds = seconds.map_err(|error| self.database(error))?;
        Ok(UsageAnswer { report, audio_seconds })
    }

    /// Usage counted anew from the rows.
    pub async fn recount(&self, tenant: TenantId) -> Result<Recount, UsageError> {
        recount(&self.inner.pools, tenant)
            .await
            .map_err(|error| self.database(error))
    }

    fn database(&self, error: Error) -> UsageError {
        match error {
            Error::NotFound(_) => UsageError::NoTenant,
            Error::Unavailable(_) => Unavailable {
                retry_after: self.inner.config.intake.retry_after,
            }
            .into(),
            error => UsageError::Database(error),
        }
    }
}

/// Usage counted anew from the rows, without an application.
pub async fn recount(pools: &Pools, tenant: TenantId) -> Result<Recount, Error> {
    pools
        .app
        .tenant(tenant, async move |conn| -> Result<Recount, Error> {
            rows::recount(conn, tenant).await
        })
        .await
}
