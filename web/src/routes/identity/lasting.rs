//! A caller whose answer goes on for long: asked again and again whether they still may, and what by now.

use actix_web::{HttpRequest, web};
use models::identity::permission::Permission;

use super::can;
use super::key::{self, Caller, Credential};
use crate::problem::Problem;
use crate::state::State;

pub struct Lasting {
    pub caller: Caller,
    credential: Credential,
    permission: Permission,
    state: web::Data<State>,
}

impl Lasting {
    /// Of a request that was let in with this permission.
    pub fn of(
        request: &HttpRequest,
        caller: Caller,
        permission: Permission,
        state: web::Data<State>,
    ) -> Result<Self, Problem> {
        let credential = Credential::of(request, &state)?;
        Ok(Self {
            caller,
            credential,
            permission,
            state,
        })
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether they still may, as it was a second ago at most; whose rows they see is what it is by then.
    pub async fn still(&mut self) -> Result<(), Problem> {
        let now = self.credential.now(&self.caller.running, &self.state.authorities).await;
        let authority = match now {
            // A database that is away says nothing about anybody.
            Err(problem) if problem.code.status().is_server_error() => return Ok(()),
            now => now?,
        };
        can::permit(&authority, self.permission)?;
        key::from_allowed(&authority, self.caller.address)?;
        self.caller.authority = authority;
        Ok(())
    }
}
