//! The supervisors of a process without their mailboxes: the usage of each tenant as it is in production.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use models::billing::usage::rows::Loaded;
use models::billing::usage::{Admission, NotNow, Usage};
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

    fn ask(&self, tenant: TenantId, calls: u64, now: DateTime<Utc>) -> Result<Admission, NoAnswer> {
        let mut all = self.0.borrow_mut();
        let usage = all
            .get_mut(&tenant)
            .and_then(Option::as_mut)
            .ok_or(NoAnswer::NotLoaded)?;
        usage.admit(calls, now).map_err(|error: NotNow| error.into())
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
            if let Some(Some(usage)) = self.0.borrow_mut().get_mut(&loaded.tenant)
                && !usage.change_terms(loaded.terms)
            {
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
        wanted: &[(TenantId, u64)],
        now: DateTime<Utc>,
        rows: &mut Connection,
    ) -> Result<HashMap<TenantId, Admission>, DirectoryError> {
        let mut admissions = HashMap::new();
        for (tenant, calls) in wanted {
            let mut answer = self.ask(*tenant, *calls, now);
            if answer == Err(NoAnswer::NotLoaded) {
                if let Err(error) = self.load(&[*tenant], rows).await {
                    self.release(&admissions).await;
                    return Err(error);
                }
                answer = self.ask(*tenant, *calls, now);
            }
            match answer {
                Ok(admission) => drop(admissions.insert(*tenant, admission)),
                Err(source) => {
                    self.release(&admissions).await;
                    return Err(DirectoryError::NoAnswer {
                        tenant: *tenant,
                        source,
                    });
                }
            }
        }
        Ok(admissions)
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
