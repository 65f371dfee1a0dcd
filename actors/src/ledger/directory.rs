//! Which tenants live in memory, and where. Held by the Ledger alone.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use models::billing::usage::rows::Loaded;
use models::billing::usage::{Admission, Demand, Report};
use models::calls::intake::{LedgerConnection, LedgerError, Share};
use models::ids::{self, TenantId};
use tokio::time::Instant;
use uuid::Uuid;

use super::standing::Standings;
use super::supervisor::{Admit, AdmitWithheld, Forget, Load, NoAnswer, Release, Settle, Tell, TenantSupervisor};
use crate::keeper::{Counters, Keeper, Lost};
use crate::metrics::Metrics;

struct Resident {
    keeper: Rc<Keeper<TenantSupervisor>>,
    /// Of the terms it has.
    version: i64,
    used: Instant,
}

pub struct Directory {
    residents: HashMap<TenantId, Resident>,
    standings: Standings,
    metrics: Metrics,
    /// Of these, so many are in the metrics.
    counted: i64,
}

/// A supervisor could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the supervisor of tenant {tenant} does not answer")]
    Lost {
        tenant: TenantId,
        #[source]
        source: Lost,
    },
    #[error("the supervisor of tenant {tenant} cannot answer")]
    NoAnswer {
        tenant: TenantId,
        #[source]
        source: NoAnswer,
    },
}

impl Directory {
    pub fn new(standings: Standings, metrics: Metrics) -> Self {
        Self {
            residents: HashMap::new(),
            standings,
            metrics,
            counted: 0,
        }
    }

    /// Says anew which tenants of `share`, or of all, the door has to refuse beyond their limit. Not how much is left to each: of a hundred thousand few send
    /// something in the next minute.
    pub async fn survey(&self, connection: &mut LedgerConnection, share: Option<Share>) -> Result<(), LedgerError> {
        let rejecting = connection.rejecting().await?;
        self.standings.expect(rejecting.into_iter().map(TenantId), share);
        Ok(())
    }

    /// Loads the supervisors that are missing, in one query.
    pub async fn admit_residents(
        &mut self,
        tenants: &[TenantId],
        connection: &mut LedgerConnection,
    ) -> Result<(), DirectoryError> {
        let missing: Vec<Uuid> = tenants
            .iter()
            .filter(|tenant| !self.residents.contains_key(tenant))
            .map(|tenant| tenant.0)
            .collect();
        self.load(&missing, connection).await
    }

    /// Reads the rows of these tenants into their supervisors, made where there are none. Who is no tenant stays away.
    async fn load(&mut self, tenants: &[Uuid], connection: &mut LedgerConnection) -> Result<(), DirectoryError> {
        if tenants.is_empty() {
            return Ok(());
        }
        for loaded in connection.load_usage(tenants).await? {
            let (tenant, version) = (loaded.tenant, loaded.terms.version);
            self.standings.set(tenant, loaded.left_before_refusal());
            let metrics = &self.metrics;
            let resident = self.residents.entry(tenant).or_insert_with(|| Resident {
                keeper: Rc::new(supervise(metrics)),
                version,
                used: Instant::now(),
            });
            resident.version = version;
            resident
                .keeper
                .send(Load(loaded))
                .await
                .map_err(|source| DirectoryError::Lost { tenant, source })?;
        }
        self.count();
        Ok(())
    }

    pub fn knows(&self, tenant: TenantId) -> bool {
        self.residents.contains_key(&tenant)
    }

    /// Compares versions, as the transaction reads them, with those in memory, and takes up what was changed elsewhere. A tenant
    /// that is gone leaves.
    pub async fn refresh(
        &mut self,
        tenants: &[TenantId],
        connection: &mut LedgerConnection,
    ) -> Result<(), DirectoryError> {
        let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.0).collect();
        let versions: HashMap<TenantId, i64> = connection.versions(&ids).await?.into_iter().collect();
        let mut changed = Vec::new();
        for tenant in tenants {
            match (versions.get(tenant), self.residents.get(tenant)) {
                (Some(version), Some(resident)) if *version != resident.version => changed.push(tenant.0),
                (None, Some(_)) => {
                    self.residents.remove(tenant);
                }
                _ => {}
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        for loaded in connection.load_usage(&changed).await? {
            self.change(loaded).await?;
        }
        Ok(())
    }

    /// Takes up terms, and counts as well: a call that somebody has deleted is withheld no more.
    async fn change(&mut self, loaded: Loaded) -> Result<(), DirectoryError> {
        let tenant = loaded.tenant;
        let Some(resident) = self.residents.get_mut(&tenant) else {
            return Ok(());
        };
        self.standings.set(tenant, loaded.left_before_refusal());
        resident.version = loaded.terms.version;
        let taken_up = resident.keeper.send(Load(loaded)).await;
        taken_up.map_err(|source| DirectoryError::Lost { tenant, source })
    }

    /// Asks each tenant's supervisor about its new calls and what it gets back, all at once. One that was made anew meanwhile is loaded first.
    pub async fn admit(
        &mut self,
        wanted: &[(TenantId, Demand)],
        now: DateTime<Utc>,
        connection: &mut LedgerConnection,
    ) -> Result<HashMap<TenantId, Admission>, DirectoryError> {
        let mut admissions = HashMap::with_capacity(wanted.len());
        let mut empty = Vec::new();
        for ((tenant, demand), answer) in wanted.iter().zip(self.ask(wanted, now).await) {
            match answer {
                Ok(Ok(admission)) => drop(admissions.insert(*tenant, admission)),
                Ok(Err(NoAnswer::NotLoaded)) | Err(Lost::Died) => empty.push((*tenant, demand.clone())),
                Ok(Err(source)) => {
                    return self
                        .give_up(
                            admissions,
                            DirectoryError::NoAnswer {
                                tenant: *tenant,
                                source,
                            },
                        )
                        .await;
                }
                Err(source) => {
                    return self
                        .give_up(
                            admissions,
                            DirectoryError::Lost {
                                tenant: *tenant,
                                source,
                            },
                        )
                        .await;
                }
            }
        }
        let ids: Vec<Uuid> = empty.iter().map(|(tenant, _)| tenant.0).collect();
        if let Err(error) = self.load(&ids, connection).await {
            return self.give_up(admissions, error).await;
        }
        for ((tenant, _), answer) in empty.iter().zip(self.ask(&empty, now).await) {
            let error = match answer {
                Ok(Ok(admission)) => {
                    admissions.insert(*tenant, admission);
                    continue;
                }
                Ok(Err(source)) => DirectoryError::NoAnswer {
                    tenant: *tenant,
                    source,
                },
                Err(source) => DirectoryError::Lost {
                    tenant: *tenant,
                    source,
                },
            };
            return self.give_up(admissions, error).await;
        }
        Ok(admissions)
    }

    async fn ask(
        &mut self,
        wanted: &[(TenantId, Demand)],
        now: DateTime<Utc>,
    ) -> Vec<Result<Result<Admission, NoAnswer>, Lost>> {
        let at = Instant::now();
        let asked: Vec<_> = wanted
            .iter()
            .map(|(tenant, demand)| match self.residents.get_mut(tenant) {
                Some(resident) => {
                    resident.used = at;
                    let demand = demand.clone();
                    futures::future::Either::Left(resident.keeper.send(Admit { demand, now }))
                }
                None => futures::future::Either::Right(futures::future::ready(Ok(Err(NoAnswer::NotLoaded)))),
            })
            .collect();
        join_all(asked).await
    }

    /// Asks a tenant's supervisor about withheld calls, the oldest first. One that was made anew meanwhile is loaded first.
    pub async fn admit_withheld(
        &mut self,
        tenant: TenantId,
        waiting: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
        connection: &mut LedgerConnection,
    ) -> Result<Admission, DirectoryError> {
        let mut answer = self.ask_withheld(tenant, waiting.clone(), now).await;
        if matches!(answer, Ok(Err(NoAnswer::NotLoaded)) | Err(Lost::Died)) {
            self.load(&[tenant.0], connection).await?;
            answer = self.ask_withheld(tenant, waiting, now).await;
        }
        match answer {
            Ok(Ok(admission)) => Ok(admission),
            Ok(Err(source)) => Err(DirectoryError::NoAnswer { tenant, source }),
            Err(source) => Err(DirectoryError::Lost { tenant, source }),
        }
    }

    async fn ask_withheld(
        &mut self,
        tenant: TenantId,
        waiting: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Result<Admission, NoAnswer>, Lost> {
        match self.residents.get(&tenant) {
            Some(resident) => resident.keeper.send(AdmitWithheld { waiting, now }).await,
            None => Ok(Err(NoAnswer::NotLoaded)),
        }
    }

    async fn give_up<T>(
        &mut self,
        admissions: HashMap<TenantId, Admission>,
        error: DirectoryError,
    ) -> Result<T, DirectoryError> {
        self.release(&admissions).await;
        Err(error)
    }

    pub async fn settle(&self, admissions: &HashMap<TenantId, Admission>) {
        for (tenant, admission) in admissions {
            self.standings.report(*tenant, &admission.after);
        }
        join_all(admissions.iter().filter_map(|(tenant, admission)| {
            Some(self.residents.get(tenant)?.keeper.send(Settle(admission.reservation)))
        }))
        .await
        .into_iter()
        .for_each(told);
    }

    pub async fn release(&self, admissions: &HashMap<TenantId, Admission>) {
        join_all(admissions.iter().filter_map(|(tenant, admission)| {
            Some(self.residents.get(tenant)?.keeper.send(Release(admission.reservation)))
        }))
        .await
        .into_iter()
        .for_each(told);
    }

    /// Nobody knows how a commit ended: what these remember is worth nothing.
    pub async fn forget(&self, tenants: &[TenantId]) {
        join_all(
            tenants
                .iter()
                .filter_map(|tenant| Some(self.residents.get(tenant)?.keeper.send(Forget))),
        )
        .await
        .into_iter()
        .for_each(told);
    }

    /// A tenant's usage, from memory. `None` if there is no such tenant.
    pub async fn report(
        &mut self,
        tenant: TenantId,
        now: DateTime<Utc>,
        connection: &mut LedgerConnection,
    ) -> Result<Option<Report>, DirectoryError> {
        self.admit_residents(&[tenant], connection).await?;
        self.refresh(&[tenant], connection).await?;
        for attempt in 0..2 {
            let Some(resident) = self.residents.get_mut(&tenant) else {
                return Ok(None);
            };
            resident.used = Instant::now();
            match resident.keeper.send(Tell { now }).await {
                Ok(Ok(report)) => {
                    self.standings.report(tenant, &report);
                    return Ok(Some(report));
                }
                Ok(Err(NoAnswer::NotLoaded)) | Err(Lost::Died) if attempt == 0 => {
                    self.load(&[tenant.0], connection).await?
                }
                Ok(Err(source)) => return Err(DirectoryError::NoAnswer { tenant, source }),
                Err(source) => return Err(DirectoryError::Lost { tenant, source }),
            }
        }
        Ok(None)
    }

    /// Sends away who was not asked for so long. Called between transactions, when nobody has reservations.
    pub fn passivate(&mut self, idle_max: Duration) {
        self.residents.retain(|_, resident| resident.used.elapsed() < idle_max);
        self.count();
    }

    /// The canary is no customer.
    fn count(&mut self) {
        let tenants = self.residents.len() - usize::from(self.residents.contains_key(&ids::CANARY));
        let tenants = i64::try_from(tenants).unwrap_or(i64::MAX);
        // Other directories of this process count in the same place.
        self.metrics.intake.tenants_active.add(tenants - self.counted);
        self.counted = tenants;
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        self.metrics.intake.tenants_active.sub(self.counted);
    }
}

fn supervise(metrics: &Metrics) -> Keeper<TenantSupervisor> {
    const NAME: &str = "tenant_supervisor";
    let counters = Counters {
        restarts: metrics.restarts.with_label_values(&[NAME]),
        waiting: metrics.mailboxes.depth(NAME),
    };
    let living = metrics.mailboxes.actors(NAME);
    Keeper::start(move || TenantSupervisor::counted(&living), counters)
}

/// A supervisor that died before it was told is made anew empty, and loads the truth.
fn told(answer: Result<(), Lost>) {
    if let Err(lost) = answer {
        tracing::warn!(%lost, "a supervisor was not told how a transaction ended, and will load: {lost}");
    }
}
