//! Which calls begin with a transaction, and what its tenants' supervisors are asked about them. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use models::billing::usage::{Admission, Charge, Demand};
use models::calls::intake::{CallRow, Key, LegRow};
use models::calls::status::AnalysisStatus;
use models::ids::{CANARY, CallId, TenantId};

use super::{Plan, Regrouping};

impl Plan<'_> {
    /// Whether this batch has a new leg of this call, or one that comes to it from another.
    pub fn adds_to(&self, call: &CallRow) -> bool {
        self.legs_in().any(|leg| leg == (call.tenant, call.id))
    }

    /// Where legs come in: new ones, then those from other calls, in the order of their arrival.
    fn legs_in(&self) -> impl Iterator<Item = (TenantId, CallId)> {
        let moved = self.moves.iter().map(|one| (one.tenant, one.to));
        self.new_legs.iter().map(|leg| (leg.tenant, leg.call)).chain(moved)
    }

    /// Calls that begin: they are not there yet, or are aliases and have a leg again. By tenant, in the order in which their first leg arrived.
    pub fn new_calls(&self, there: &[CallRow]) -> BTreeMap<TenantId, Vec<CallId>> {
        let there = there.iter().filter(|call| call.moved_to.is_none());
        let mut seen: HashSet<Key> = there.map(|call| (call.tenant.0, call.id.0)).collect();
        let mut new: BTreeMap<TenantId, Vec<CallId>> = BTreeMap::new();
        for (tenant, call) in self.legs_in() {
            if seen.insert((tenant.0, call.0)) {
                new.entry(tenant).or_default().push(call);
            }
        }
        new
    }

    /// What each tenant's supervisor has to decide on: those of them that nobody has been charged for, and charges that are given back.
    pub fn to_admit(&self, there: &[CallRow], regrouping: &Regrouping) -> Vec<(TenantId, Demand)> {
        let charged = |tenant: TenantId, calls: &[CallId]| {
            let uncharged = calls.iter().filter(|call| !regrouping.is_settled((tenant.0, call.0)));
            uncharged.filter(|call| !self.is_free(tenant, **call)).count() as u64
        };
        let new = self.new_calls(there).into_iter();
        let demands = new.map(|(tenant, calls)| (tenant, Demand::of(charged(tenant, &calls))));
        let mut demands: BTreeMap<TenantId, Demand> = demands.collect();
        regrouping.add_credits(&mut demands);
        demands.retain(|_, demand| !demand.is_empty());
        demands.into_iter().collect()
    }

    /// Never charged: the canary's and the seeder's calls.
    pub(super) fn is_free(&self, tenant: TenantId, call: CallId) -> bool {
        tenant == CANARY || self.is_demo(tenant, call)
    }

    pub(super) fn is_demo(&self, tenant: TenantId, call: CallId) -> bool {
        self.demo.contains(&(tenant.0, call.0))
    }

    /// Calls that begin, before their legs are rolled up, each with those legs and its charge: that of a call that leads to it now, else as it
    /// was admitted.
    pub(super) fn begin(
        &self,
        there: &[CallRow],
        legs: &mut Legs,
        regrouping: &Regrouping,
        admissions: &HashMap<TenantId, Admission>,
    ) -> Vec<Begun> {
        let aliases = there.iter().filter(|call| call.moved_to.is_some());
        let aliases: HashMap<Key, &CallRow> = aliases.map(|call| ((call.tenant.0, call.id.0), call)).collect();
        let mut begun = Vec::new();
        for (tenant, calls) in self.new_calls(there) {
            let admission = admissions.get(&tenant);
            let mut admitted = 0_u64..;
            for call in calls {
                let id = (tenant.0, call.0);
                let legs = legs.of_begun(id);
                let alias = aliases.get(&id).map(|alias| (*alias).clone());
                let is_again = alias.is_some();
                let Some(row) = alias.or_else(|| blank(&legs)) else {
                    continue;
                };
                let mut stands = regrouping.standing(row, &legs);
                if !regrouping.is_settled(id) {
                    stands.charge = match admission {
                        _ if self.is_free(tenant, call) => Charge::None,
                        Some(admission) => admission.charge_of(admitted.next().unwrap_or(u64::MAX)),
                        None => Charge::Withheld,
                    };
                    let period = admission.map(|admission| admission.period.start);
                    stands.charged_period = period.filter(|_| stands.charge != Charge::None);
                }
                stands.demo |= self.is_demo(tenant, call);
                begun.push(Begun { stands, legs, is_again });
            }
        }
        begun
    }
}

/// A call that begins.
pub struct Begun {
    pub stands: CallRow,
    legs: Vec<LegRow>,
    /// It was an alias.
    is_again: bool,
}

type Standing = (CallRow, Vec<LegRow>);

/// Aliases that are calls again, by their ids, and calls that never were before.
pub(super) fn apart(begun: Vec<Begun>) -> (HashMap<Key, Standing>, Vec<Standing>) {
    let (again, new): (Vec<Begun>, Vec<Begun>) = begun.into_iter().partition(|one| one.is_again);
    let again = again
        .into_iter()
        .map(|one| ((one.stands.tenant.0, one.stands.id.0), (one.stands, one.legs)));
    let new = new.into_iter().map(|one| (one.stands, one.legs));
    (again.collect(), new.collect())
}

/// Legs by their calls.
pub(super) struct Legs {
    /// As they were read: all of the call's.
    pub read: HashMap<Key, Vec<LegRow>>,
    /// Those that are new in this batch.
    pub new: HashMap<Key, Vec<LegRow>>,
}

impl Legs {
    /// All of a call that begins: where some come from other calls, or it was an alias, they were read; else all of them are in this batch.
    fn of_begun(&mut self, call: Key) -> Vec<LegRow> {
        let read = self.read.remove(&call);
        read.or_else(|| self.new.remove(&call)).unwrap_or_default()
    }
}

pub(super) fn by_call(legs: impl IntoIterator<Item = LegRow>) -> HashMap<Key, Vec<LegRow>> {
    let mut of: HashMap<Key, Vec<LegRow>> = HashMap::new();
    for leg in legs {
        of.entry((leg.tenant.0, leg.call.0)).or_default().push(leg);
    }
    of
}

/// A new call before its roll-up and its charge.
fn blank(legs: &[LegRow]) -> Option<CallRow> {
    let first = legs.first()?;
    Some(CallRow {
        tenant: first.tenant,
        id: first.call,
        source_instance: first.source_instance.clone(),
        key: first.linked_id.clone().unwrap_or_else(|| first.external_id.clone()),
        source: first.source.clone(),
        direction: first.direction.clone(),
        from: None,
        to: None,
        agent: None,
        queue: None,
        started_at: first.started_at,
        answered_at: None,
        ended_at: None,
        wait_s: None,
        talk_s: 0,
        disposition: first.disposition.clone(),
        agents: Vec::new(),
        legs: 0,
        recordings: 0,
        analysis_status: AnalysisStatus::None,
        charged_period: None,
        charge: Charge::None,
        sentiment_label: None,
        sentiment_score: None,
        demo: false,
        moved_to: None,
    })
}
