//! Legs of which a later revision names another call: which calls are empty then and where they lead to, and who has whose charge. Pure.
//!
//! One charge is enough for calls that turn out to be one: it goes to the call that has none, or only a withheld one; of two the
//! emptied call's is given back while its period runs. A call that keeps a leg keeps its charge.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use models::billing::usage::{Admission, Charge, Credit, Demand};
use models::calls::intake::{CallRow, Emptied, Key, KnownRecording, LegRow, MovedLeg, TraceRow};
use models::calls::sentiment::{self, LegSentiment};
use models::ids::{CallId, TenantId};
use serde_json::{Value, json};

use super::Plan;
use super::begun::Begun;

/// How a call stands charged.
#[derive(Clone, Copy, Debug)]
struct Account {
    charge: Charge,
    period: Option<DateTime<Utc>>,
    /// Of the demo: never charged.
    demo: bool,
}

/// What moves of legs make of the calls around them.
#[derive(Debug, Default)]
pub struct Regrouping {
    pub moves: Vec<MovedLeg>,
    /// Emptied calls, and what each leads to.
    emptied: BTreeMap<Key, CallId>,
    /// Calls that legs left or came to.
    touched: BTreeSet<Key>,
    accounts: HashMap<Key, Account>,
    credits: Vec<(TenantId, Credit)>,
    /// Emptied calls whose charge is among those.
    crediting: Vec<Key>,
    recorded: HashSet<Key>,
    sentiments: HashMap<Key, LegSentiment>,
}

impl Plan<'_> {
    /// Notes which known legs a later revision puts into another call; that is their call from now on.
    pub(super) fn move_legs(&mut self) {
        for (leg, _) in &self.revised_legs {
            if let Some(known) = self.known_legs.get_mut(&(leg.tenant.0, leg.id.0))
                && known.call != leg.call
            {
                self.moves.push(MovedLeg {
                    tenant: leg.tenant,
                    leg: leg.id,
                    from: known.call,
                    to: leg.call,
                });
                known.call = leg.call;
            }
        }
    }

    /// Legs that go to another call.
    pub fn moves(&self) -> &[MovedLeg] {
        &self.moves
    }

    /// Calls whose legs must be read: those that are there, and those that legs come to.
    pub fn calls_to_read(&self, there: &[CallRow]) -> Vec<Key> {
        let there = there.iter().map(|call| (call.tenant.0, call.id.0));
        let targets = self.moves.iter().map(|one| (one.tenant.0, one.to.0));
        let calls: BTreeSet<Key> = there.chain(targets).collect();
        calls.into_iter().collect()
    }

    /// `there`: the locked calls; `legs`: all legs of `calls_to_read`, where they are now; the recordings of moved legs, and what was found in
    /// the legs of their calls.
    pub fn regroup(
        &self,
        there: &[CallRow],
        legs: &[LegRow],
        recordings: Vec<KnownRecording>,
        sentiments: Vec<(Key, LegSentiment)>,
    ) -> Regrouping {
        let accounts = there.iter().map(|call| {
            let account = Account {
                charge: call.charge,
                period: call.charged_period,
                demo: call.demo,
            };
            ((call.tenant.0, call.id.0), account)
        });
        let mut regrouping = Regrouping {
            moves: self.moves.clone(),
            accounts: accounts.collect(),
            recorded: recordings.iter().map(|one| (one.tenant.0, one.leg.0)).collect(),
            sentiments: sentiments.into_iter().collect(),
            ..Regrouping::default()
        };
        // One that came in this transaction is counted where it meets its leg.
        regrouping.recorded.retain(|leg| !self.new_recordings.contains_key(leg));
        if !self.moves.is_empty() {
            regrouping.empty(legs.iter().map(|leg| (leg.tenant.0, leg.call.0)).collect());
        }
        regrouping
    }
}

impl Regrouping {
    /// `occupied`: calls that have a leg.
    fn empty(&mut self, occupied: HashSet<Key>) {
        for one in &self.moves {
            let (from, to) = ((one.tenant.0, one.from.0), (one.tenant.0, one.to.0));
            self.touched.extend([from, to]);
            if !occupied.contains(&from) {
                // The last leg that leaves it decides where it leads to.
                self.emptied.insert(from, one.to);
            }
        }
        let emptied: Vec<(Key, Key)> = self.emptied.iter().map(|(from, to)| (*from, (from.0, to.0))).collect();
        for (from, to) in emptied {
            self.hand_over(from, to);
        }
    }

    /// Which of two charges stands for both calls from now on.
    fn hand_over(&mut self, from: Key, to: Key) {
        let Some(given) = self.accounts.get(&from).copied() else {
            return;
        };
        let left = Account {
            charge: Charge::None,
            period: None,
            ..given
        };
        match self.accounts.get(&to).copied() {
            None => {
                self.accounts.insert(to, given);
                self.accounts.insert(from, left);
            }
            _ if given.charge == Charge::None => {}
            Some(kept) if kept.charge == Charge::None && !kept.demo => {
                self.accounts.insert(to, Account { demo: false, ..given });
                self.accounts.insert(from, left);
            }
            Some(kept) if kept.charge.withholds() && !given.charge.withholds() => {
                self.credit(to, kept);
                self.accounts.insert(to, given);
                self.accounts.insert(from, left);
            }
            Some(_) => {
                self.credit(from, given);
                self.crediting.push(from);
            }
        }
    }

    fn credit(&mut self, call: Key, account: Account) {
        if let Some(period) = account.period {
            let credit = Credit {
                charge: account.charge,
                period,
            };
            self.credits.push((TenantId(call.0), credit));
        }
    }

    /// Whether a call that begins in this transaction has its charge already, or never has one.
    pub fn is_settled(&self, call: Key) -> bool {
        let account = self.accounts.get(&call);
        account.is_some_and(|account| account.charge != Charge::None || account.demo)
    }

    /// What tenants are asked for beside their new calls.
    pub fn add_credits(&self, demands: &mut BTreeMap<TenantId, Demand>) {
        for (tenant, credit) in &self.credits {
            demands.entry(*tenant).or_default().credits.push(*credit);
        }
    }

    /// Those emptied calls have no charge any more whose tenants have given it back.
    pub fn settle(&mut self, admissions: &HashMap<TenantId, Admission>) {
        for call in std::mem::take(&mut self.crediting) {
            let admission = admissions.get(&TenantId(call.0));
            if let (Some(admission), Some(account)) = (admission, self.accounts.get_mut(&call))
                && account.period.is_none_or(|period| {
                    let charge = account.charge;
                    Credit { charge, period }.counts_in(admission.period)
                })
            {
                (account.charge, account.period) = (Charge::None, None);
            }
        }
    }

    /// A call as it stands before its legs are rolled up anew: with the charge and the recordings that came or went with legs.
    pub fn standing(&self, mut call: CallRow, legs: &[LegRow]) -> CallRow {
        let id = (call.tenant.0, call.id.0);
        call.moved_to = self.emptied.get(&id).copied();
        if !self.touched.contains(&id) {
            return call;
        }
        if let Some(account) = self.accounts.get(&id) {
            (call.charge, call.charged_period, call.demo) = (account.charge, account.period, account.demo);
        }
        for one in self.moves.iter().filter(|one| one.tenant == call.tenant) {
            let recorded = i32::from(self.recorded.contains(&(one.tenant.0, one.leg.0)));
            let came = i32::from(one.to == call.id) - i32::from(one.from == call.id);
            call.recordings = (call.recordings + came * recorded).max(0);
        }
        let found = legs
            .iter()
            .filter_map(|leg| self.sentiments.get(&(leg.tenant.0, leg.id.0)));
        let sentiment = sentiment::of_call(&found.copied().collect::<Vec<_>>());
        call.sentiment_label = sentiment.map(|(label, _)| label.to_owned());
        call.sentiment_score = sentiment.map(|(_, score)| score);
        if call.moved_to.is_some() {
            (call.agent, call.agents) = (None, Vec::new());
        }
        call
    }

    pub fn touches(&self, call: &CallRow) -> bool {
        self.touched.contains(&(call.tenant.0, call.id.0))
    }

    /// Calls that are empty now. `begun`: calls that begin in this transaction.
    pub fn emptied(&self, begun: &[Begun]) -> Vec<Emptied> {
        let begun: HashSet<Key> = match self.emptied.is_empty() {
            true => HashSet::new(),
            false => begun.iter().map(|one| (one.stands.tenant.0, one.stands.id.0)).collect(),
        };
        let emptied = self.emptied.iter().map(|((tenant, from), to)| Emptied {
            tenant: TenantId(*tenant),
            from: CallId(*from),
            to: *to,
            begins: begun.contains(&(*tenant, to.0)),
        });
        emptied.collect()
    }

    /// Which legs left a call and which came to it, as its events tell it.
    pub fn told(&self, call: &CallRow) -> Vec<Value> {
        let ours = self.moves.iter().filter(|one| one.tenant == call.tenant);
        let ours = ours.filter(|one| one.from == call.id || one.to == call.id);
        ours.map(|one| json!({"leg_id": one.leg, "from": one.from, "to": one.to}))
            .collect()
    }

    /// Each move in the traces of both calls.
    pub fn trace(&self) -> impl Iterator<Item = TraceRow> {
        self.moves.iter().flat_map(|one| {
            let step = |call, detail| TraceRow {
                tenant: one.tenant,
                call,
                leg: Some(one.leg),
                stage: "moved",
                attempt: None,
                latency_ms: None,
                reason: Some("linked_id_changed".to_owned()),
                detail,
            };
            let away = json!({"to_call": one.to, "event": "call.corrected"});
            let here = json!({"from_call": one.from, "event": "call.corrected"});
            [step(one.from, away), step(one.to, here)]
        })
    }
}
