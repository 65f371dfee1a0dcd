use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn tenant(n: usize) -> TenantId {
    TenantId(Uuid::from_u128(n as u128 + 1))
}

fn job(n: u128, cost_s: f64) -> Job {
    Job {
        leg: LegId(Uuid::from_u128(n)),
        cost_s,
    }
}

fn flow(n: usize, lane: Lane, weight: f64, jobs: impl IntoIterator<Item = f64>) -> Flow {
    let jobs = jobs
        .into_iter()
        .enumerate()
        .map(|(k, cost)| job((n * 1_000_000 + k) as u128, cost))
        .collect();
    Flow {
        tenant: tenant(n),
        lane,
        tag: 0.0,
        weight,
        jobs,
    }
}

fn fair(flows: Vec<Flow>) -> Fair {
    let rooms = flows.iter().map(|flow| (flow.tenant, usize::MAX)).collect();
    let lanes = vec![
        LaneState::new(Lane::Live, 0.0),
        LaneState::new(Lane::Fresh, 0.2),
        LaneState::new(Lane::Backfill, 0.1),
    ];
    Fair { lanes, flows, rooms }
}

fn turns(fair: &mut Fair, wanted: usize) -> Vec<(usize, Lane)> {
    let turn = |turn: Turn| (turn.tenant.0.as_u128() as usize - 1, turn.lane);
    std::iter::from_fn(|| fair.turn()).take(wanted).map(turn).collect()
}

#[test]
fn a_fresh_call_passes_another_tenants_import() {
    let mut fair = fair(vec![
        flow(0, Lane::Backfill, 1.0, vec![60.0; 100]),
        flow(1, Lane::Fresh, 1.0, [60.0]),
    ]);
    assert_eq!(turns(&mut fair, 2), [(1, Lane::Fresh), (0, Lane::Backfill)]);
}

#[test]
fn in_one_lane_a_single_call_waits_for_one_turn_of_an_import() {
    let mut fair = fair(vec![flow(0, Lane::Fresh, 1.0, vec![60.0; 100])]);
    assert_eq!(turns(&mut fair, 50).len(), 50);
    fair.flows.push(flow(1, Lane::Fresh, 1.0, [60.0]));
    fair.rooms.insert(tenant(1), 1);
    assert!(turns(&mut fair, 2).contains(&(1, Lane::Fresh)));
}

#[test]
fn twice_the_weight_is_twice_the_audio() {
    let mut fair = fair(vec![
        flow(0, Lane::Fresh, 2.0, vec![10.0; 100]),
        flow(1, Lane::Fresh, 1.0, vec![20.0; 100]),
    ]);
    let served = turns(&mut fair, 50);
    let seconds = |n: usize| served.iter().filter(|(who, _)| *who == n).count() as f64 * [10.0, 20.0][n];
    assert!(
        (seconds(0) / seconds(1) - 2.0).abs() < 0.2,
        "{} {}",
        seconds(0),
        seconds(1)
    );
}

#[test]
fn a_tenant_never_has_more_in_flight_than_it_may() {
    let mut fair = fair(vec![
        flow(0, Lane::Fresh, 1.0, vec![10.0; 100]),
        flow(1, Lane::Fresh, 1.0, vec![10.0; 2]),
    ]);
    fair.rooms = HashMap::from([(tenant(0), 3), (tenant(1), 0)]);
    assert_eq!(turns(&mut fair, 10), vec![(0, Lane::Fresh); 3]);
}

#[test]
fn a_lower_lane_gets_its_least_share_while_the_higher_ones_never_end() {
    let mut fair = fair(vec![
        flow(0, Lane::Live, 1.0, vec![30.0; 1000]),
        flow(1, Lane::Fresh, 1.0, vec![30.0; 1000]),
        flow(2, Lane::Backfill, 1.0, vec![30.0; 1000]),
    ]);
    let served = turns(&mut fair, 1000);
    let share = |lane| served.iter().filter(|(_, of)| *of == lane).count();
    // A turn more or less at the end of the thousand.
    let (fresh, backfill) = (share(Lane::Fresh), share(Lane::Backfill));
    assert!(
        (199..=201).contains(&fresh) && (99..=101).contains(&backfill),
        "{fresh} {backfill}"
    );
}

#[test]
fn whoever_has_nothing_to_do_saves_nothing_up() {
    let mut fair = fair(vec![flow(0, Lane::Fresh, 1.0, vec![10.0; 1000])]);
    turns(&mut fair, 500);
    fair.flows.push(flow(1, Lane::Fresh, 1.0, vec![10.0; 100]));
    fair.rooms.insert(tenant(1), usize::MAX);
    let served = turns(&mut fair, 20);
    let late = served.iter().filter(|(who, _)| *who == 1).count();
    assert!((9..=11).contains(&late), "the late one got {late} of 20 turns");
}

/// A day in a lane: calls come, and workers take the next.
#[derive(Clone, Debug)]
enum Happens {
    Comes { who: usize, cost_s: u16 },
    Turn,
}

fn day() -> impl Strategy<Value = Vec<Happens>> {
    let comes = (0..3_usize, 1..600_u16).prop_map(|(who, cost_s)| Happens::Comes { who, cost_s });
    prop::collection::vec(prop_oneof![comes, Just(Happens::Turn)], 0..300)
}

/// What two tenants got by weight while both waited, from the beginning of such a time: lowest and highest difference.
#[derive(Clone, Copy, Default)]
struct Rivalry {
    now: f64,
    lowest: f64,
    highest: f64,
}

proptest! {
    #[test]
    fn of_two_that_wait_neither_gets_ahead_by_more_than_a_longest_job_of_each(
        day in day(), weights in prop::array::uniform3(1..5_u8),
    ) {
        let weights = weights.map(f64::from);
        let mut fair = fair((0..3).map(|n| flow(n, Lane::Fresh, weights[n], [])).collect());
        let mut longest = [0.0_f64; 3];
        let mut rivals = [[Rivalry::default(); 3]; 3];
        for (n, happens) in day.into_iter().enumerate() {
            match happens {
                Happens::Comes { who, cost_s } => {
                    longest[who] = longest[who].max(f64::from(cost_s));
                    fair.flows[who].jobs.push_back(job(n as u128, f64::from(cost_s)));
                }
                Happens::Turn => {
                    let waited: Vec<bool> = fair.flows.iter().map(|flow| !flow.jobs.is_empty()).collect();
                    let Some(turn) = fair.turn() else { continue };
                    let served = turn.tenant.0.as_u128() as usize - 1;
                    for a in 0..3 {
                        for b in 0..3 {
                            let rivalry = &mut rivals[a][b];
                            if !(waited[a] && waited[b]) {
                                *rivalry = Rivalry::default();
                                continue;
                            }
                            let got = turn.job.cost_s / weights[served];
                            rivalry.now += if served == a { got } else { 0.0 } - if served == b { got } else { 0.0 };
                            rivalry.lowest = rivalry.lowest.min(rivalry.now);
                            rivalry.highest = rivalry.highest.max(rivalry.now);
                            let most = longest[a] / weights[a] + longest[b] / weights[b];
                            prop_assert!(rivalry.highest - rivalry.lowest <= most + 1e-6,
                                "{a} and {b} differ by {} of at most {most}", rivalry.highest - rivalry.lowest);
                            if fair.flows[a].jobs.is_empty() || fair.flows[b].jobs.is_empty() {
                                *rivalry = Rivalry::default();
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn work_that_may_be_done_is_done(costs in prop::collection::vec((0..3_usize, 0..4_usize, 0..500_u16), 0..60)) {
        let mut flows: Vec<Flow> = (0..12).map(|n| flow(n % 4, Lane::ALL[n / 4], 1.0, [])).collect();
        for (n, (lane, who, cost_s)) in costs.iter().enumerate() {
            flows[lane * 4 + who].jobs.push_back(job(n as u128, f64::from(*cost_s)));
        }
        prop_assert_eq!(turns(&mut fair(flows), usize::MAX).len(), costs.len());
    }
}
