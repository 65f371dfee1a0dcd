//! The supervisors of a process without their mailboxes: the usage of each tenant as it is in production.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use models::billing::usage::rows::Loaded;
use models::billing::usage::{Admission, Demand, NotNow, Report, Usage};
use models::ids::TenantId;

use super::connection::Connection;
use crate::ledger::directory::DirectoryError;
use crate::ledger::stage::Supervisors;
use crate::ledger::supervisor::NoAnswer;

/// `None`: forgotten, until it is loaded again.
#[derive(Default)]
pub struct Tenants(RefCell<HashMap<TenantId, Option<Usage>>>);

impl Tenants {
    async fn load(&self, tenants: &[TenantId], rows: &mut Connection) -> Result<(), DirectoryError> {
        if tenants.is_empty() {
            return Ok(());
        }
        for Loaded {
            tenant,
            terms,
            committed,
        } in rows.load_usage(tenants).await?
        {
            match self.0.borrow_mut().entry(tenant).or_default() {
                Some(usage) => {
                    usage.change_terms(terms);
                    usage.enter(committed);
                }
                empty @ None => *empty = Some(Usage::new(terms, committed)),
            }
        }
        Ok(())
    }

    fn ask<T>(&self, tenant: TenantId, what: impl Fn(&mut Usage) -> Result<T, NotNow>) -> Result<T, NoAnswer> {
        let mut all = self.0.borrow_mut();
        let usage = all
            .get_mut(&tenant)
            .and_then(Option::as_mut)
            .ok_or(NoAnswer::NotLoaded)?;
        what(usage).map_err(NoAnswer::from)
    }

    /// The same, and one that is not loaded is loaded first.
    async fn ask_loaded<T>(
        &self,
        tenant: TenantId,
        rows: &mut Connection,
        what: impl Fn(&mut Usage) -> Result<T, NotNow>,
    ) -> Result<T, DirectoryError> {
        let mut answer = self.ask(tenant, &what);
        if let Err(NoAnswer::NotLoaded) = answer {
            self.load(&[tenant], rows).await?;
            answer = self.ask(tenant, &what);
        }
        answer.map_err(|source| DirectoryError::NoAnswer { tenant, source })
    }

    fn each(&self, admissions: &HashMap<TenantId, Admission>, tell: impl Fn(&mut Usage, &Admission)) {
        for (tenant, admission) in admissions {
            if let Some(Some(usage)) = self.0.borrow_mut().get_mut(tenant) {
                tell(usage, admission);
            }
        }
    }
}

impl Supervisors<Connection> for Tenants {
    async fn admit_residents(&mut self, tenants: &[TenantId], rows: &mut Connection) -> Result<(), DirectoryError> {
        let missing = tenants.iter().filter(|tenant| !self.0.borrow().contains_key(tenant));
        let missing: Vec<TenantId> = missing.copied().collect();
        self.load(&missing, rows).await
    }

    async fn refresh(&mut self, tenants: &[TenantId], rows: &mut Connection) -> Result<(), DirectoryError> {
        let mut changed = Vec::new();
        for (tenant, version) in rows.versions(tenants).await? {
            if let Some(Some(usage)) = self.0.borrow().get(&tenant)
                && usage.terms().version != version
            {
                changed.push(tenant);
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        for loaded in rows.load_usage(&changed).await? {
            if let Some(Some(usage)) = self.0.borrow_mut().get_mut(&loaded.tenant) {
                usage.change_terms(loaded.terms);
                usage.enter(loaded.committed);
            }
        }
        Ok(())
    }

    fn knows(&self, tenant: TenantId) -> bool {
        self.0.borrow().contains_key(&tenant)
    }

    async fn admit(
        &mut self,
        wanted: &[(TenantId, Demand)],
        now: DateTime<Utc>,
        rows: &mut Connection,
    ) -> Result<HashMap<TenantId, Admission>, DirectoryError> {
        let mut admissions = HashMap::new();
        for (tenant, demand) in wanted {
            match self.ask_loaded(*tenant, rows, |usage| usage.admit(demand, now)).await {
                Ok(admission) => drop(admissions.insert(*tenant, admission)),
                Err(error) => {
                    self.release(&admissions).await;
                    return Err(error);
                }
            }
        }
        Ok(admissions)
    }

    async fn admit_withheld(
        &mut self,
        tenant: TenantId,
        waiting: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
        rows: &mut Connection,
    ) -> Result<Admission, DirectoryError> {
        self.ask_loaded(tenant, rows, |usage| usage.admit_withheld(&waiting, now))
            .await
    }

    async fn report(
        &mut self,
        tenant: TenantId,
        now: DateTime<Utc>,
        rows: &mut Connection,
    ) -> Result<Option<Report>, DirectoryError> {
        self.admit_residents(&[tenant], rows).await?;
        self.refresh(&[tenant], rows).await?;
        self.ask_loaded(tenant, rows, |usage| usage.report(now)).await.map(Some)
    }

    async fn settle(&self, admissions: &HashMap<TenantId, Admission>) {
        self.each(admissions, |usage, admission| usage.settle(admission.reservation));
    }

    async fn release(&self, admissions: &HashMap<TenantId, Admission>) {
        self.each(admissions, |usage, admission| usage.release(admission.reservation));
    }

    async fn forget(&self, tenants: &[TenantId]) {
        for tenant in tenants {
            if let Some(usage) = self.0.borrow_mut().get_mut(tenant) {
                *usage = None;
            }
        }
    }
}
