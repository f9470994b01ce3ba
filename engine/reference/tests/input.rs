//! The driver's JSON input as TypeScript writes it.

use gear_exe_driver::input::{BlockEvent, BlockInput};
use serde_json::{from_value, json};

const PROGRAM: &str = "0x4200000000000000000000000000000000000001";

#[test]
fn events_as_typescript_writes_them() {
    let input: BlockInput = from_value(json!({
        "height": 1, "timestamp": 12, "gasAllowance": "7",
        "events": [
            {"type": "topUp", "program": PROGRAM, "value": "340282366920938463463374607431768211455"},
            {"type": "message", "program": PROGRAM, "id": format!("0x{:064}", 5), "source": PROGRAM,
             "payload": "0x50494e47", "value": 3, "callReply": false},
        ],
    }))
    .unwrap();
    assert_eq!(input.gas_allowance, 7);
    assert!(matches!(input.events[0], BlockEvent::TopUp { value: u128::MAX, .. }));
    assert!(matches!(&input.events[1], BlockEvent::Message { payload, value: 3, .. } if payload == b"PING"));
}

#[test]
fn refuses_amounts_that_are_none() {
    for value in [json!(-1), json!(1.5), json!(""), json!("+1"), json!("340282366920938463463374607431768211456")] {
        let event = json!({"type": "topUp", "program": PROGRAM, "value": value});
        assert!(from_value::<BlockEvent>(event).is_err(), "{value}");
    }
}
