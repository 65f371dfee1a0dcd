//! A call in flight, as the loop that claims sees it: it lands, whatever becomes of its actor.

use models::calls::queue::Claim;
use tokio::sync::mpsc;

/// Tells that a call is in flight no more, even if its actor dies.
pub struct Flight {
    claim: Claim,
    landed: mpsc::Sender<Landed>,
    /// It ended as its attempt commanded.
    orderly: bool,
}

#[derive(Debug)]
pub struct Landed {
    pub claim: Claim,
    pub orderly: bool,
}

impl Flight {
    /// `landed` has room for every call in flight.
    pub fn begin(claim: Claim, landed: mpsc::Sender<Landed>) -> Self {
        Self {
            claim,
            landed,
            orderly: false,
        }
    }

    pub fn end_orderly(&mut self) {
        self.orderly = true;
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.landed
            .try_send(Landed {
                claim: self.claim.clone(),
                orderly: self.orderly,
            })
            .ok();
    }
}
