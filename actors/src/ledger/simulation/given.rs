//! An order that waits in a row.

use models::billing::command::Order;
use models::ids::TenantId;

/// A row of `commands`.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub(super) tenant: TenantId,
    /// What is left of it.
    pub(super) order: Order,
    /// How many calls it may release.
    pub(super) calls_max: Option<u64>,
    pub(super) released: u64,
    pub is_done: bool,
}

impl Given {
    pub fn new(tenant: TenantId, order: Order) -> Self {
        let calls_max = match order {
            Order::Release { calls } => calls,
            Order::TermsChanged | Order::Backlog => None,
        };
        Self {
            tenant,
            order,
            calls_max,
            released: 0,
            is_done: false,
        }
    }
}
