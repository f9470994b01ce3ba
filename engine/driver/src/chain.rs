use alloc::collections::BTreeMap;
use ethexe_common::{ProgramStates, Schedule};
use gprimitives::{ActorId, CodeId};
use parity_scale_codec::{Decode, Encode};

/// What outlives a block. SCALE-encoded it is a save file, without the blobs that the states refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Chain {
    /// State hash and queue sizes of every program ever created.
    pub states: ProgramStates,
    /// Tasks by the height at which they are due.
    pub schedule: Schedule,
    /// The code that each program was created with.
    pub code_ids: BTreeMap<ActorId, CodeId>,
}
