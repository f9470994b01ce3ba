//! The JSON form of what enters a block. Ids are whole; amounts are decimal strings or plain numbers.

use crate::{hex, output::StatesWanted};
use alloc::vec::Vec;
use core::{fmt, marker::PhantomData, str::FromStr};
use ethexe_common::DEFAULT_BLOCK_GAS_LIMIT;
use gprimitives::{ActorId, CodeId, H256, MessageId};
use serde::{Deserialize, Deserializer, de};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockInput {
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
    #[serde(default = "default_allowance", deserialize_with = "amount")]
    pub gas_allowance: u64,
    pub events: Vec<BlockEvent>,
    /// What the block's output is to have of states.
    #[serde(default)]
    pub states: StatesWanted,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BlockEvent {
    Create {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        code_id: CodeId,
    },
    /// Executable Balance.
    TopUp {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(deserialize_with = "amount")]
        value: u128,
    },
    /// Free Balance.
    OwnedTopUp {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(deserialize_with = "amount")]
        value: u128,
    },
    Message {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        id: MessageId,
        #[serde(with = "hex::id")]
        source: ActorId,
        #[serde(with = "hex")]
        payload: Vec<u8>,
        #[serde(deserialize_with = "amount")]
        value: u128,
        call_reply: bool,
    },
    Injected {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        source: ActorId,
        #[serde(with = "hex")]
        payload: Vec<u8>,
        #[serde(deserialize_with = "amount")]
        value: u128,
        #[serde(with = "hex")]
        salt: Vec<u8>,
        #[serde(with = "hex::id")]
        reference_block: H256,
    },
    Reply {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        replied_to: MessageId,
        #[serde(with = "hex::id")]
        source: ActorId,
        #[serde(with = "hex")]
        payload: Vec<u8>,
        #[serde(deserialize_with = "amount")]
        value: u128,
    },
    Claim {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        replied_to: MessageId,
        #[serde(with = "hex::id")]
        source: ActorId,
    },
}

/// A message whose reply is wanted without sending it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyInput {
    #[serde(with = "hex::id")]
    pub program: ActorId,
    #[serde(with = "hex::id")]
    pub source: ActorId,
    #[serde(with = "hex")]
    pub payload: Vec<u8>,
    #[serde(deserialize_with = "amount")]
    pub value: u128,
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
    #[serde(default = "default_allowance", deserialize_with = "amount")]
    pub gas_allowance: u64,
}

fn default_allowance() -> u64 {
    DEFAULT_BLOCK_GAS_LIMIT
}

/// A whole number as JSON number or decimal string: `350` or `"350"`.
pub fn amount<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr + TryFrom<u64> + TryFrom<u128>,
{
    struct Amount<T>(PhantomData<T>);

    impl<T: FromStr + TryFrom<u64> + TryFrom<u128>> de::Visitor<'_> for Amount<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number, or its decimal digits in a string")
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
            T::try_from(number).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
        }

        fn visit_u128<E: de::Error>(self, number: u128) -> Result<T, E> {
            T::try_from(number).map_err(|_| E::custom("the number is too large"))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            let invalid = || E::invalid_value(de::Unexpected::Str(text), &self);
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(invalid());
            }
            text.parse().map_err(|_| invalid())
        }
    }

    deserializer.deserialize_any(Amount(PhantomData))
}
