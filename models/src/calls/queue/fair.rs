//! Who is next: start-time fair queueing over tenants inside a lane, and lanes by rank with a share that none falls below.
//! Pure: the rows come in, turns come out; `claim` carries both between here and PostgreSQL.
//!
//! Inside a lane each tenant has a tag, where its latest turn ended, in audio seconds by weight. The tenant whose next turn would
//! begin first is next; a turn begins at the tenant's tag, but never before the lane's virtual time (the beginning of the latest
//! turn), so that nobody saves up while he has nothing to do. Of two tenants that both wait, neither gets ahead of the other by
//! more than one longest recording of each, by weight.
//!
//! Between lanes the higher is served. A lower one that waits meanwhile is owed its least share of those seconds, and is served as
//! soon as that pays for its next recording.

use std::collections::{HashMap, VecDeque};

use crate::calls::intake::Lane;
use crate::ids::{LegId, TenantId};

/// No analysis is free: even an empty recording takes a worker for a moment.
const COST_MIN_S: f64 = 1.0;

/// What one analysis is charged, in audio seconds.
pub fn charged(cost_s: f64) -> f64 {
    if cost_s.is_finite() {
        cost_s.max(COST_MIN_S)
    } else {
        COST_MIN_S
    }
}

/// How far a lane has got.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneState {
    pub lane: Lane,
    pub virtual_time: f64,
    /// Audio seconds that other lanes owe this one.
    pub credit_s: f64,
    /// Of the audio seconds, while this lane waits.
    pub share_min: f64,
}

impl LaneState {
    pub fn new(lane: Lane, share_min: f64) -> Self {
        Self {
            lane,
            virtual_time: 0.0,
            credit_s: 0.0,
            share_min,
        }
    }
}

/// One waiting analysis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    pub leg: LegId,
    pub cost_s: f64,
}

/// One tenant in one lane, with the first of what it has waiting there.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub tenant: TenantId,
    pub lane: Lane,
    pub tag: f64,
    pub weight: f64,
    /// Oldest first.
    pub jobs: VecDeque<Job>,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    pub tenant: TenantId,
    pub lane: Lane,
    pub job: Job,
}

/// The whole queue as far as one claim needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fair {
    pub lanes: Vec<LaneState>,
    /// Of one lane in the order in which equals are served: oldest first.
    pub flows: Vec<Flow>,
    /// How many more each tenant may have in flight.
    pub rooms: HashMap<TenantId, usize>,
}

impl Fair {
    /// How far each tenant has got in its lanes.
    pub fn tags(&self) -> HashMap<(TenantId, Lane), f64> {
        let of = |flow: &Flow| ((flow.tenant, flow.lane), flow.tag);
        self.flows.iter().map(of).collect()
    }

    /// The next turn, taken and charged.
    pub fn turn(&mut self) -> Option<Turn> {
        let flow = self.next()?;
        let Flow { tenant, lane, .. } = self.flows[flow];
        let job = self.flows[flow].jobs.pop_front()?;
        let turn = Turn { tenant, lane, job };
        self.charge(flow, charged(job.cost_s));
        Some(turn)
    }

    /// Charges a turn that was decided on another copy of this.
    pub fn serve(&mut self, turn: &Turn) {
        let of = |flow: &Flow| (flow.tenant, flow.lane) == (turn.tenant, turn.lane);
        if let Some(flow) = self.flows.iter().position(of) {
            self.flows[flow].jobs.retain(|job| job.leg != turn.job.leg);
            self.charge(flow, charged(turn.job.cost_s));
        }
    }

    fn next(&self) -> Option<usize> {
        let heads: Vec<(usize, &LaneState)> = self
            .lanes
            .iter()
            .filter_map(|lane| Some((self.head(lane)?, lane)))
            .collect();
        let is_due = |(flow, lane): &&(usize, &LaneState)| {
            let cost = self.flows[*flow].jobs.front().map_or(0.0, |job| charged(job.cost_s));
            lane.share_min > 0.0 && lane.credit_s >= (1.0 - lane.share_min) * cost
        };
        let due = heads.iter().filter(is_due).min_by_key(|(_, lane)| lane.lane);
        let highest = heads.iter().min_by_key(|(_, lane)| lane.lane);
        due.or(highest).map(|(flow, _)| *flow)
    }

    /// The flow of this lane whose turn would begin first.
    fn head(&self, lane: &LaneState) -> Option<usize> {
        let waiting = self
            .flows
            .iter()
            .enumerate()
            .filter(|(_, flow)| self.waits(flow, lane.lane));
        let start = |flow: &Flow| flow.tag.max(lane.virtual_time);
        waiting
            .min_by(|(_, a), (_, b)| start(a).total_cmp(&start(b)))
            .map(|(n, _)| n)
    }

    fn waits(&self, flow: &Flow, lane: Lane) -> bool {
        flow.lane == lane && !flow.jobs.is_empty() && self.rooms.get(&flow.tenant).is_some_and(|room| *room > 0)
    }

    fn charge(&mut self, flow: usize, cost: f64) {
        let served = self.flows[flow].lane;
        if let Some(room) = self.rooms.get_mut(&self.flows[flow].tenant) {
            *room = room.saturating_sub(1);
        }
        let waiting: Vec<bool> = self
            .lanes
            .iter()
            .map(|lane| self.flows.iter().any(|flow| self.waits(flow, lane.lane)))
            .collect();
        let flow = &mut self.flows[flow];
        for (lane, waits) in self.lanes.iter_mut().zip(waiting) {
            if lane.lane == served {
                let start = flow.tag.max(lane.virtual_time);
                lane.virtual_time = start;
                flow.tag = start + cost / flow.weight;
                lane.credit_s = (lane.credit_s - (1.0 - lane.share_min) * cost).max(0.0);
            } else if waits {
                lane.credit_s += lane.share_min * cost;
            } else {
                // Whoever does not wait saves nothing up.
                lane.credit_s = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests;
