//! The first step of a block: what Ethereum and the injected transactions do to states and queues.

use crate::{
    changes::Changes,
    error::{BlockError, IgnoredReason},
    input::BlockEvent,
};
use ethexe_common::{
    ScheduledTask,
    gear::{MessageType, ValueClaim},
    injected::InjectedTransaction,
};
use ethexe_runtime_common::{
    InBlockTransitions, TransitionController,
    state::{Dispatch, ModifiableStorage, ProgramState, Storage},
};
use gear_core::message::SuccessReplyReason;
use gprimitives::{ActorId, CodeId, MessageId};

/// Whether an event had an effect.
pub type Effect = Result<(), IgnoredReason>;

pub fn program_of(event: &BlockEvent) -> ActorId {
    match event {
        BlockEvent::Create { program, .. }
        | BlockEvent::TopUp { program, .. }
        | BlockEvent::OwnedTopUp { program, .. }
        | BlockEvent::Message { program, .. }
        | BlockEvent::Injected { program, .. }
        | BlockEvent::Reply { program, .. }
        | BlockEvent::Claim { program, .. } => *program,
    }
}

pub fn apply<S: Storage>(
    storage: &S,
    transitions: &mut InBlockTransitions,
    touched: &mut Changes,
    code_is_valid: impl Fn(CodeId) -> bool,
    event: BlockEvent,
) -> Result<Effect, BlockError> {
    touched.event(&event);
    let program = program_of(&event);
    if let BlockEvent::Create { code_id, .. } = event {
        if !code_is_valid(code_id) {
            return Ok(Err(IgnoredReason::InvalidCode(code_id)));
        }
        transitions.register_new(program, code_id);
        return Ok(Ok(()));
    }
    let Some(record) = transitions.state_of(&program) else {
        return Ok(Err(IgnoredReason::UnknownProgram));
    };
    if matches!(event, BlockEvent::Injected { .. }) {
        // The node's pool keeps such transactions out, so the program must not count as touched.
        let state = storage.program_state(record.hash).expect("the chain's states are in the store");
        if state.requires_init_message() {
            return Ok(Err(IgnoredReason::Uninitialized));
        }
    }
    TransitionController { storage, transitions }.update_state(program, |state, storage, transitions| {
        change(program, state, (storage, transitions, touched), event)
    })
}

/// Where a program's state lies, and who is told what becomes of it.
type Around<'a, S> = (&'a S, &'a mut InBlockTransitions, &'a mut Changes);

fn change<S: Storage>(
    program: ActorId,
    state: &mut ProgramState,
    around: Around<'_, S>,
    event: BlockEvent,
) -> Result<Effect, BlockError> {
    let storage = around.0;
    let too_large = |what, len| BlockError::TooLarge { program, what, len };
    let overflow = || BlockError::BalanceOverflow { program };

    let dispatch = match event {
        BlockEvent::Create { .. } => unreachable!("creates a program, changes none"),
        BlockEvent::TopUp { value, .. } => {
            state.executable_balance = state.executable_balance.checked_add(value).ok_or_else(overflow)?;
            return Ok(Ok(()));
        }
        BlockEvent::OwnedTopUp { value, .. } => {
            state.balance = state.balance.checked_add(value).ok_or_else(overflow)?;
            return Ok(Ok(()));
        }
        BlockEvent::Message { id, source, payload, value, call_reply, .. } => {
            let (is_init, len) = (state.requires_init_message(), payload.len());
            Dispatch::new(storage, id, source, payload, value, is_init, MessageType::Canonical, call_reply)
                .map_err(|_| too_large("payload", len))?
        }
        BlockEvent::Injected { source, payload, value, salt, reference_block, .. } => {
            let (payload_len, salt_len) = (payload.len(), salt.len());
            let transaction = InjectedTransaction {
                destination: program,
                payload: payload.try_into().map_err(|_| too_large("injected payload", payload_len))?,
                value,
                reference_block,
                salt: salt.try_into().map_err(|_| too_large("salt", salt_len))?,
            };
            let id = transaction.to_message_id();
            let payload = transaction.payload.into_vec();
            Dispatch::new(storage, id, source, payload, value, false, MessageType::Injected, false)
                .map_err(|_| too_large("injected payload", payload_len))?
        }
        BlockEvent::Reply { replied_to, source, payload, value, .. } => {
            if !claim(program, state, around, source, replied_to)? {
                return Ok(Err(IgnoredReason::NotInMailbox));
            }
            let len = payload.len();
            Dispatch::new_reply(storage, replied_to, source, payload, value, MessageType::Canonical, false)
                .map_err(|_| too_large("reply", len))?
        }
        BlockEvent::Claim { replied_to, source, .. } => {
            if !claim(program, state, around, source, replied_to)? {
                return Ok(Err(IgnoredReason::NotInMailbox));
            }
            let (payload, reason) = (Default::default(), SuccessReplyReason::Auto);
            Dispatch::reply(replied_to, source, payload, 0, reason, MessageType::Canonical, false)
        }
    };

    let queue = state.queue_from_msg_type(dispatch.message_type);
    queue.modify_queue(storage, |queue| queue.queue(dispatch));
    Ok(Ok(()))
}

/// Takes a message out of `source`'s mailbox: its value goes to `source`, its expiry is called off.
/// False when there is no such message.
fn claim<S: Storage>(
    program: ActorId,
    state: &mut ProgramState,
    (storage, transitions, touched): Around<'_, S>,
    source: ActorId,
    message_id: MessageId,
) -> Result<bool, BlockError> {
    let taken = storage
        .modify(&mut state.mailbox_hash, |mailbox| mailbox.remove_and_store_user_mailbox(storage, source, message_id));
    let Some(entry) = taken else { return Ok(false) };

    let value = entry.value.value;
    transitions.claim_value(program, ValueClaim { message_id, destination: source, value });
    let expires = ScheduledTask::RemoveFromMailbox((program, source), message_id);
    touched.task(entry.expiry, expires);
    transitions.remove_task(entry.expiry, &expires).map_err(|_| BlockError::NoExpiryTask { program })?;
    Ok(true)
}
