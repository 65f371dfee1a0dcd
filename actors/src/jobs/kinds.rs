//! Every kind of background job of the product, and what is done again and again. A new kind is a line here, a sentence in `DOES` and an
//! async function beside what it is about.

use models::calls::{custom_field, deletion};
use models::platform::job::Schedule;

use super::kind::{Kinds, Whose};
use super::tools::{Catalogue, Tools};
use super::{calls, conservation, erasure, fields, files, upkeep};
use crate::demo;
use crate::sources;

/// What each kind does, in the words that the staff reads: the platform's own, then those of tenants.
pub const DOES: [(&str, &str); 17] = [
    ("partitions.create", "Makes the partitions of the next hours and days."),
    (
        "partitions.drop",
        "Drops the partitions of events and traces that were kept long enough.",
    ),
    (
        "jobs.forget",
        "Removes jobs, and orders to charge calls, that ended and were kept long enough.",
    ),
    (
        "idempotency.forget",
        "Removes what was answered to named requests more than a day ago.",
    ),
    ("mails.forget", "Removes mails that ended and were kept long enough."),
    ("recordings.sweep", "Removes files of recordings that no row refers to."),
    (
        "conservation.check",
        "Compares what was counted at the door with the rows.",
    ),
    ("tenants.erase", "Destroys closed tenants whose grace is over."),
    ("audit.sign", "Signs the audit chains that have grown."),
    (
        "observations.settle",
        "Puts together the calls of telephone systems that were left when the ledger was away.",
    ),
    (
        "observations.forget",
        "Removes the events of calls that have long been quiet.",
    ),
    (
        "sources.silence",
        "Looks for telephone systems that fell silent, and for those that speak again.",
    ),
    (demo::SEED, "Fills a tenant with calls to look at."),
    (demo::REMOVE, "Takes a tenant's demo calls away."),
    (
        custom_field::fill::KIND,
        "Writes a custom field into the calls of the past, or takes it out of them.",
    ),
    (
        deletion::KIND,
        "Removes the files of recordings whose call was deleted.",
    ),
    (
        deletion::MANY,
        "Deletes calls for good that somebody has chosen together.",
    ),
];

/// All that this product does in the background.
pub fn catalogue() -> Catalogue {
    Catalogue {
        kinds,
        schedules: schedules(),
    }
}

/// Every kind. Each is given the tools and the job; it may have been begun before by a process that is gone.
fn kinds(tools: &Tools) -> Kinds {
    let mut kinds = Kinds::default();
    add_upkeep(&mut kinds, tools);
    add_of_platform(&mut kinds, tools);
    add_of_tenants(&mut kinds, tools);
    kinds
}

/// What is made ahead, and what has been kept for long enough.
fn add_upkeep(kinds: &mut Kinds, tools: &Tools) {
    let given = tools.clone();
    kinds.add("partitions.create", Whose::Platform, move |_| {
        upkeep::create_partitions(given.clone())
    });
    let given = tools.clone();
    kinds.add("jobs.forget", Whose::Platform, move |_| {
        upkeep::forget_jobs(given.clone())
    });
    let given = tools.clone();
    kinds.add("idempotency.forget", Whose::Platform, move |_| {
        upkeep::forget_answers(given.clone())
    });
    let given = tools.clone();
    kinds.add("mails.forget", Whose::Platform, move |_| {
        upkeep::forget_mails(given.clone())
    });
    let given = tools.clone();
    kinds.add("partitions.drop", Whose::Platform, move |_| {
        upkeep::drop_partitions(given.clone())
    });
    let given = tools.clone();
    kinds.add("recordings.sweep", Whose::Platform, move |job| {
        upkeep::sweep_recordings(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add("audit.sign", Whose::Platform, move |job| {
        upkeep::sign_audit(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add("observations.forget", Whose::Platform, move |_| {
        sources::forget(given.clone())
    });
}

/// What it does for all tenants.
fn add_of_platform(kinds: &mut Kinds, tools: &Tools) {
    let given = tools.clone();
    kinds.add("conservation.check", Whose::Platform, move |job| {
        conservation::check(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add("tenants.erase", Whose::Platform, move |job| {
        erasure::erase_tenants(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add("observations.settle", Whose::Platform, move |job| {
        sources::settle_open(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add("sources.silence", Whose::Platform, move |job| {
        sources::silence::watch(given.clone(), job)
    });
}

fn add_of_tenants(kinds: &mut Kinds, tools: &Tools) {
    let given = tools.clone();
    kinds.add(demo::SEED, Whose::Tenant, move |job| demo::seed(given.clone(), job));
    let given = tools.clone();
    kinds.add(demo::REMOVE, Whose::Tenant, move |job| {
        demo::removal::remove(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add(custom_field::fill::KIND, Whose::Tenant, move |job| {
        fields::fill(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add(deletion::KIND, Whose::Tenant, move |job| {
        files::remove_forgotten(given.clone(), job)
    });
    let given = tools.clone();
    kinds.add(deletion::MANY, Whose::Tenant, move |job| {
        calls::delete(given.clone(), job)
    });
}

/// What the platform does again and again.
fn schedules() -> Vec<Schedule> {
    let every = |name, every_s| Schedule { name, every_s };
    vec![
        every("partitions.create", 3600),
        every("partitions.drop", 3600),
        every("jobs.forget", 3600),
        every("idempotency.forget", 3600),
        every("mails.forget", 3600),
        every("recordings.sweep", 24 * 3600),
        every("conservation.check", 60),
        every("tenants.erase", 600),
        every("audit.sign", 24 * 3600),
        every("observations.settle", 30),
        every("observations.forget", 3600),
        every("sources.silence", 300),
    ]
}
