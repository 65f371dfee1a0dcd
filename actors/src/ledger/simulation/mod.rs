//! The Ledger's transaction, orders, the tenants' usage, the outbox and the relay as they are in production, over rows, a log, a topic and a
//! clock that are made up: processes are stopped between any two steps, killed, deposed without knowing it, and told nothing of how a commit ended.
//! One seed is one run. What must hold afterwards: `judge.rs`.

mod chance;
mod connection;
mod given;
mod judge;
mod letters;
mod orders;
mod process;
mod statements;
mod supervisors;
mod transaction;
mod world;

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use chance::Chance;
use letters::{Letters, PARTITIONS};
use process::Process;
use world::World;

/// Runs of the test; AUDIAPRO_SOAK_ROUNDS sets another number.
const RUNS: u64 = 100_000;
/// Steps in which things go wrong, and in which everything has to be done afterwards.
const TROUBLED: u64 = 300;
const CALM: u64 = 100_000;
/// Steps after everything is done.
const LATE: u64 = 100;

/// One run. Errors: what does not hold.
fn run(seed: u64, letters: &Letters, guarded: bool) -> Result<(), String> {
    let mut chance = Chance::new(seed);
    let world = Rc::new(RefCell::new(World::new(&mut chance, letters, guarded)));
    let mut processes: Vec<Process> = (0..PARTITIONS)
        .map(|partition| Process::start(&world, partition))
        .collect();
    for _ in 0..TROUBLED {
        match chance.below(100) {
            0 => {
                // Killed. Whoever takes over comes at once.
                let dead = chance.pick(&processes).partition;
                processes.retain(|process| process.partition != dead || process.is_deposed());
                processes.push(Process::start(&world, dead));
            }
            1 => {
                // Thought dead: it goes on, if slowly, beside the next one.
                let partition = chance.below(PARTITIONS as u64) as usize;
                for process in processes.iter_mut().filter(|process| process.partition == partition) {
                    process.depose(1 + chance.below(8));
                }
                processes.push(Process::start(&world, partition));
            }
            2 => {
                // A zombie ends for good, in the middle of whatever it does.
                if let Some(at) = processes.iter().position(Process::is_deposed) {
                    processes.swap_remove(at);
                }
            }
            3 | 4 => world.borrow_mut().change_terms(&mut chance),
            5 => world.borrow_mut().pass_time(&mut chance),
            6 => world.borrow_mut().order(&mut chance),
            _ => step(&mut processes, &mut chance),
        }
    }
    world.borrow_mut().is_troubled = false;
    let mut done = 0;
    for _ in 0..CALM {
        if world.borrow().is_done() {
            done += 1;
        }
        // Who was deposed has time to do harm with what it had begun.
        if done > LATE {
            return judge::judge(&world.borrow());
        }
        step(&mut processes, &mut chance);
    }
    let world = world.borrow();
    let stands: Vec<_> = world
        .partitions
        .iter()
        .map(|row| (row.epoch, row.next_offset, row.locked_by))
        .collect();
    Err(format!(
        "it never ends: partitions stand at {stands:?}, cursors at {:?}, orders at {:?}; {:?}",
        world.cursors, world.orders, world.broken
    ))
}

/// Lets one process go on to its next wait.
fn step(processes: &mut [Process], chance: &mut Chance) {
    let at = chance.below(processes.len() as u64) as usize;
    let process = &mut processes[at];
    if chance.below(8) < process.pace {
        process.step(chance);
    }
}

/// Runs seeds from `first` on, on all processors. The first that fails, and why.
fn explore(first: u64, runs: u64, guarded: bool) -> Option<(u64, String)> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let search = |thread: u64| {
        let letters = Letters::new();
        let mine = (first + thread..first + runs).step_by(threads as usize);
        mine.map(|seed| (seed, run(seed, &letters, guarded)))
            .find_map(|(seed, ran)| Some((seed, ran.err()?)))
    };
    thread::scope(|scope| {
        let searches: Vec<_> = (0..threads).map(|thread| scope.spawn(move || search(thread))).collect();
        let failed = searches.into_iter().filter_map(|search| search.join().unwrap());
        failed.min_by_key(|(seed, _)| *seed)
    })
}

fn setting(name: &str) -> Option<u64> {
    Some(
        std::env::var(name)
            .ok()?
            .parse()
            .unwrap_or_else(|error| panic!("{name}: {error}")),
    )
}

#[test]
fn whatever_ends_wherever_nothing_is_lost_and_nothing_counts_twice() {
    let first = setting("AUDIAPRO_SOAK_SEED").unwrap_or(0);
    let runs = setting("AUDIAPRO_SOAK_ROUNDS").unwrap_or(RUNS);
    if let Some((seed, why)) = explore(first, runs, true) {
        panic!("seed {seed}: {why}; AUDIAPRO_SOAK_SEED={seed} AUDIAPRO_SOAK_ROUNDS=1 shows it again");
    }
}

#[test]
fn without_the_epochs_the_simulation_finds_what_goes_wrong() {
    let found = explore(0, 5_000, false);
    assert!(found.is_some(), "nothing went wrong: then the simulation sees nothing");
}
