//! What is kept of an answer.

use leptos_actions_core::{
    CallError, CallResult, codec,
    wire::{Answer, FormOutcome},
};
use serde::{Deserialize, Serialize};

use super::Claim;
use crate::{
    call::{Endpoint, ErasedOutcome, Outcome},
    reply::Written,
    scope::Scope,
};

/// The most bytes that are kept of one answer. Of a larger one is kept that it was given.
const MOST: usize = 64 * 1024;

/// An answer, as it is given again.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    call: String,
    instance: String,
    answer: Answer,
    reply: Written,
}

impl Record {
    pub(crate) fn new(claim: &Claim, outcome: &dyn ErasedOutcome, scope: &Scope) -> Self {
        Self::of(claim, outcome.answer().unwrap_or_else(|_| unknown()), scope)
    }

    /// Of a call whose end nobody saw.
    pub(crate) fn unknown(claim: &Claim, scope: &Scope) -> Self {
        Self::of(claim, unknown(), scope)
    }

    fn of(claim: &Claim, answer: Answer, scope: &Scope) -> Self {
        Self {
            call: claim.call.to_owned(),
            instance: claim.instance.clone(),
            answer,
            reply: scope.full_reply().written(),
        }
    }

    pub(crate) fn write(mut self) -> Vec<u8> {
        let bytes = codec::to_vec(&self).unwrap_or_default();
        if bytes.len() <= MOST {
            return bytes;
        }
        self.answer = unknown();
        codec::to_vec(&self).unwrap_or_default()
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        codec::from_slice(bytes).ok()
    }

    /// Gives the answer again. A new visitor becomes who the answer was given to; a known one keeps the cookies that
    /// were renewed on the way.
    pub(crate) fn replay(self, endpoint: &dyn Endpoint, scope: &Scope, is_new: bool) -> Outcome {
        scope.full_reply().repeat(self.reply, !is_new);
        endpoint.restore(self.answer)
    }

    /// What the page shows that the form's sender is led to.
    pub(crate) fn into_outcome(self) -> FormOutcome {
        FormOutcome::answered(self.call, self.instance, self.answer)
    }
}

/// It was answered, and the answer is not to be had any more.
fn unknown() -> Answer {
    let unknown: CallResult<()> = Err(CallError::Unknown);
    Answer::new(&unknown).unwrap_or_default()
}
