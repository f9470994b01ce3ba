//! Reading a scenario: the short forms of ids, payloads and defaults become the whole ones.

use ethexe_common::{DEFAULT_BLOCK_GAS_LIMIT, PrivateKey};
use gear_exe_driver::{
    hex,
    input::{BlockEvent, amount},
};
use gprimitives::{ActorId, H256, MessageId};
use serde::{Deserialize, Deserializer, de::Error};
use std::{collections::BTreeMap, fs, path::Path};

pub struct Scenario {
    /// Paths by name.
    pub codes: BTreeMap<String, String>,
    pub blocks: Vec<ScenarioBlock>,
}

pub struct ScenarioBlock {
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
    pub gas_allowance: u64,
    pub events: Vec<ScenarioEvent>,
}

pub enum ScenarioEvent {
    /// `code` is one of the scenario's names.
    Create {
        program: ActorId,
        code: String,
    },
    Other(BlockEvent),
}

impl Scenario {
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read(file).map_err(|error| format!("cannot read the scenario: {error}"))?;
        Self::parse(&text)
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        let FileForm { codes, blocks } =
            serde_json::from_slice(text).map_err(|error| format!("it is not a scenario: {error}"))?;
        let (mut height, mut next_message_id) = (0u32, 1);
        let blocks = blocks.into_iter().enumerate().map(|(index, block)| {
            let place = |error: String| format!("it is not a scenario: blocks.{index}{error}");
            height = match block.height {
                Some(height) => height,
                None => height.checked_add(1).ok_or_else(|| place(": the height is over 2^32 - 1".into()))?,
            };
            let events = block.events.into_iter().enumerate().map(|(index, event)| {
                let event = EventForm::deserialize(event).map_err(|error| error.to_string());
                event
                    .and_then(|event| event.fill_in(&codes, &mut next_message_id))
                    .map_err(|error| place(format!(".events.{index}: {error}")))
            });
            Ok(ScenarioBlock {
                height,
                timestamp: block.timestamp.unwrap_or(u64::from(height) * 12),
                gas_allowance: block.gas_allowance,
                events: events.collect::<Result<_, String>>()?,
            })
        });
        let blocks = blocks.collect::<Result<_, String>>()?;
        Ok(Self { codes, blocks })
    }
}

#[derive(Deserialize)]
struct FileForm {
    codes: BTreeMap<String, String>,
    blocks: Vec<BlockForm>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BlockForm {
    height: Option<u32>,
    timestamp: Option<u64>,
    #[serde(default = "default_allowance", deserialize_with = "amount")]
    gas_allowance: u64,
    /// Read one by one, so that an error can name the event.
    #[serde(default)]
    events: Vec<serde_json::Value>,
}

fn default_allowance() -> u64 {
    DEFAULT_BLOCK_GAS_LIMIT
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum EventForm {
    Create {
        program: Id<ActorId>,
        code: String,
    },
    TopUp {
        program: Id<ActorId>,
        #[serde(deserialize_with = "amount")]
        value: u128,
    },
    OwnedTopUp {
        program: Id<ActorId>,
        #[serde(deserialize_with = "amount")]
        value: u128,
    },
    Message {
        program: Id<ActorId>,
        id: Option<Id<MessageId>>,
        source: Id<ActorId>,
        #[serde(default)]
        payload: Payload,
        #[serde(default, deserialize_with = "amount")]
        value: u128,
        #[serde(default)]
        call_reply: bool,
    },
    Injected {
        program: Id<ActorId>,
        #[serde(default)]
        payload: Payload,
        #[serde(default, deserialize_with = "amount")]
        value: u128,
        key: Option<Word>,
        source: Option<Id<ActorId>>,
        #[serde(default, with = "hex")]
        salt: Vec<u8>,
        reference_block: Option<Word>,
    },
    Reply {
        program: Id<ActorId>,
        replied_to: Id<MessageId>,
        source: Id<ActorId>,
        #[serde(default)]
        payload: Payload,
        #[serde(default, deserialize_with = "amount")]
        value: u128,
    },
    Claim {
        program: Id<ActorId>,
        replied_to: Id<MessageId>,
        source: Id<ActorId>,
    },
}

impl EventForm {
    fn fill_in(self, codes: &BTreeMap<String, String>, next_message_id: &mut u64) -> Result<ScenarioEvent, String> {
        let mut next_id = || {
            *next_message_id += 1;
            Id(MessageId::from(*next_message_id - 1))
        };
        let event = match self {
            Self::Create { program: Id(program), code } => {
                if !codes.contains_key(&code) {
                    return Err(format!("the code {code:?} is not listed in codes"));
                }
                return Ok(ScenarioEvent::Create { program, code });
            }
            Self::TopUp { program: Id(program), value } => BlockEvent::TopUp { program, value },
            Self::OwnedTopUp { program: Id(program), value } => BlockEvent::OwnedTopUp { program, value },
            Self::Message {
                program: Id(program),
                id,
                source: Id(source),
                payload: Payload(payload),
                value,
                call_reply,
            } => {
                let Id(id) = id.unwrap_or_else(&mut next_id);
                BlockEvent::Message { program, id, source, payload, value, call_reply }
            }
            Self::Injected {
                program: Id(program),
                payload: Payload(payload),
                value,
                key,
                source,
                salt,
                reference_block,
            } => {
                let source = source.map_or_else(|| source_of(key), |Id(source)| Ok(source))?;
                let reference_block = H256(reference_block.map_or([0; 32], |Word(word)| word));
                BlockEvent::Injected { program, source, payload, value, salt, reference_block }
            }
            Self::Reply { program: Id(program), replied_to: Id(replied_to), source: Id(source), payload, value } => {
                BlockEvent::Reply { program, replied_to, source, payload: payload.0, value }
            }
            Self::Claim { program: Id(program), replied_to: Id(replied_to), source: Id(source) } => {
                BlockEvent::Claim { program, replied_to, source }
            }
        };
        Ok(ScenarioEvent::Other(event))
    }
}

/// The address of a secret key.
fn source_of(key: Option<Word>) -> Result<ActorId, String> {
    let Word(seed) = key.unwrap_or(Word([0x11; 32]));
    let key = PrivateKey::from_seed(seed).map_err(|error| format!("the key is no secret key: {error}"))?;
    Ok(key.public_key().to_address().into())
}

/// A number, as the runtime makes an id of it, or 32 or 20 bytes in hexadecimal.
struct Id<T>(T);

impl<'de, T: From<u64> + From<[u8; 32]>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an id must be a whole number or 0x and 40 or 64 hexadecimal digits")]
        enum Form {
            Number(u64),
            Hex(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(number) => Ok(Self(number.into())),
            Form::Hex(text) => hex::decode_id(&text)
                .map(|id| Self(id.into()))
                .ok_or_else(|| D::Error::custom(format!("the id {text:?} is not 0x and 40 or 64 hexadecimal digits"))),
        }
    }
}

/// 32 bytes in hexadecimal.
struct Word([u8; 32]);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = hex::deserialize(deserializer)?;
        let len = bytes.len();
        bytes.try_into().map(Self).map_err(|_| D::Error::custom(format!("expected 32 bytes, found {len}")))
    }
}

/// `0x` and hexadecimal digits, or else text.
#[derive(Default)]
struct Payload(Vec<u8>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if !text.starts_with("0x") {
            return Ok(Self(text.into_bytes()));
        }
        hex::decode(&text).map(Self).ok_or_else(|| {
            D::Error::custom("a payload that begins with 0x must go on with an even number of hexadecimal digits")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(scenario: serde_json::Value) -> Result<Scenario, String> {
        Scenario::parse(scenario.to_string().as_bytes())
    }

    fn event(event: serde_json::Value) -> Result<BlockEvent, String> {
        let mut scenario = parse(json!({"codes": {}, "blocks": [{"events": [event]}]}))?;
        match scenario.blocks.remove(0).events.remove(0) {
            ScenarioEvent::Other(event) => Ok(event),
            ScenarioEvent::Create { .. } => unreachable!(),
        }
    }

    #[test]
    fn heights_and_times_follow_on() {
        let blocks = parse(json!({"codes": {}, "blocks": [{}, {"height": 10}, {"timestamp": 5}]})).unwrap().blocks;
        let times: Vec<_> = blocks.iter().map(|block| (block.height, block.timestamp)).collect();
        assert_eq!(times, [(1, 12), (10, 120), (11, 5)]);
    }

    #[test]
    fn missing_message_ids_count_up_over_the_scenario() {
        let message = json!({"type": "message", "program": 1, "source": 2, "payload": "PING"});
        let mut second = message.clone();
        second["id"] = json!(9);
        let scenario =
            parse(json!({"codes": {}, "blocks": [{"events": [message, second]}, {"events": [message]}]})).unwrap();
        let ids = scenario.blocks.iter().flat_map(|block| &block.events).map(|event| match event {
            ScenarioEvent::Other(BlockEvent::Message { id, .. }) => *id,
            _ => unreachable!(),
        });
        assert_eq!(ids.collect::<Vec<_>>(), [1, 9, 2].map(MessageId::from));
    }

    #[test]
    fn an_injected_message_comes_from_the_address_of_its_key() {
        let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        let injected = event(json!({"type": "injected", "program": 1, "payload": "0x78", "key": key})).unwrap();
        let BlockEvent::Injected { source, .. } = injected else { unreachable!() };
        assert_eq!(hex::encode(&source.into_bytes()[12..]), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    }

    #[test]
    fn errors_name_the_place() {
        let scenario = json!({"codes": {}, "blocks": [{"events": []}, {"events": [{"type": "mesage"}]}]});
        let error = parse(scenario).err().unwrap();
        assert!(error.contains("blocks.1.events.0") && error.contains("mesage"), "{error}");
        for bad in [
            json!({"type": "topUp", "program": "0x42", "value": 1}),
            json!({"type": "topUp", "program": 1, "value": -1}),
            json!({"type": "message", "program": 1, "source": 1, "payload": "0x1"}),
            json!({"type": "injected", "program": 1, "key": format!("0x{:064}", 0)}),
        ] {
            assert!(event(bad.clone()).is_err(), "{bad}");
        }
        let create = json!({"type": "create", "program": 1, "code": "x"});
        assert!(parse(json!({"codes": {}, "blocks": [{"events": [create]}]})).is_err());
    }
}
