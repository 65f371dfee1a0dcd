//! One actor for each active tenant: the mailbox in front of its usage. The deciding is `models::billing::usage`'s.

use actix::{Actor, Context, Handler, Message};
use chrono::{DateTime, Utc};
use models::billing::usage::rows::Loaded;
use models::billing::usage::{Admission, Demand, NotNow, PeriodError, Report, ReservationId, Usage};
use prometheus::IntGauge;

use crate::metrics::Held;

/// Why a supervisor has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// It was just made, forgot because nobody knew how a commit had ended, or another period has begun: `Load` first.
    #[error("the tenant's usage is not loaded")]
    NotLoaded,
    #[error(transparent)]
    Period(#[from] PeriodError),
}

impl From<NotNow> for NoAnswer {
    fn from(not_now: NotNow) -> Self {
        match not_now {
            NotNow::Turned => Self::NotLoaded,
            NotNow::Period(error) => Self::Period(error),
        }
    }
}

/// Empty until it is loaded; a new one made after a panic is empty again.
pub struct TenantSupervisor {
    usage: Option<Usage>,
    _living: Held,
}

impl TenantSupervisor {
    /// Counted on `living` until it is gone.
    pub fn counted(living: &IntGauge) -> Self {
        Self {
            usage: None,
            _living: Held::on(living),
        }
    }
}

impl Actor for TenantSupervisor {
    type Context = Context<Self>;
}

/// What the rows say, in place of whatever was remembered; what is in flight stays reserved.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Load(pub Loaded);

/// What a transaction whose time is `now` asks for.
#[derive(Message)]
#[rtype(result = "Result<Admission, NoAnswer>")]
pub struct Admit {
    pub demand: Demand,
    pub now: DateTime<Utc>,
}

/// Withheld calls, by the periods they stand charged to, that a transaction at `now` is to charge.
#[derive(Message)]
#[rtype(result = "Result<Admission, NoAnswer>")]
pub struct AdmitWithheld {
    pub waiting: Vec<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

/// The transaction was committed.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Settle(pub ReservationId);

/// The transaction was rolled back.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Release(pub ReservationId);

/// Nobody knows how the transaction ended.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Forget;

#[derive(Message)]
#[rtype(result = "Result<Report, NoAnswer>")]
pub struct Tell {
    pub now: DateTime<Utc>,
}

impl Handler<Load> for TenantSupervisor {
    type Result = ();
    fn handle(&mut self, Load(loaded): Load, _: &mut Context<Self>) {
        match &mut self.usage {
            Some(usage) => {
                usage.change_terms(loaded.terms);
                usage.enter(loaded.committed);
            }
            None => self.usage = Some(Usage::new(loaded.terms, loaded.committed)),
        }
    }
}

impl Handler<Admit> for TenantSupervisor {
    type Result = Result<Admission, NoAnswer>;
    fn handle(&mut self, order: Admit, _: &mut Context<Self>) -> Self::Result {
        let usage = self.usage.as_mut().ok_or(NoAnswer::NotLoaded)?;
        Ok(usage.admit(&order.demand, order.now)?)
    }
}

impl Handler<AdmitWithheld> for TenantSupervisor {
    type Result = Result<Admission, NoAnswer>;
    fn handle(&mut self, order: AdmitWithheld, _: &mut Context<Self>) -> Self::Result {
        let usage = self.usage.as_mut().ok_or(NoAnswer::NotLoaded)?;
        Ok(usage.admit_withheld(&order.waiting, order.now)?)
    }
}

impl Handler<Settle> for TenantSupervisor {
    type Result = ();
    fn handle(&mut self, Settle(reservation): Settle, _: &mut Context<Self>) {
        if let Some(usage) = self.usage.as_mut() {
            usage.settle(reservation);
        }
    }
}

impl Handler<Release> for TenantSupervisor {
    type Result = ();
    fn handle(&mut self, Release(reservation): Release, _: &mut Context<Self>) {
        if let Some(usage) = self.usage.as_mut() {
            usage.release(reservation);
        }
    }
}

impl Handler<Forget> for TenantSupervisor {
    type Result = ();
    fn handle(&mut self, _: Forget, _: &mut Context<Self>) {
        self.usage = None;
    }
}

impl Handler<Tell> for TenantSupervisor {
    type Result = Result<Report, NoAnswer>;
    fn handle(&mut self, order: Tell, _: &mut Context<Self>) -> Self::Result {
        let usage = self.usage.as_mut().ok_or(NoAnswer::NotLoaded)?;
        Ok(usage.report(order.now)?)
    }
}
