;; A program that does what its payload says, so that a scenario can ask for any access, syscall or trap by a line of text.
;;
;; A payload is a list of operations: a letter, then its numbers in hexadecimal, each number ended by one character
;; that is no hexadecimal digit, e.g. "r17fff,4;" (load 4 bytes at 0x17fff) or "w18000,1;y18000,5;". Blanks and
;; semicolons between operations are skipped. `init` and `handle` both work like this.
;;
;; Memory: Wasm page 0 is the stack, which is never charged nor stored; there the payload and all scratch lies, so
;; interpreting an operation touches no page but those that it names. Gear pages (0x4000 bytes) 4 to 15 are static.
;; Ids are numbers, as in the scenario: an actor 0 stands for the source of the message.
;;
;;   r A,W   load W (1, 2, 4, 8) bytes at A           w A,W   store W bytes at A
;;   b A,S,N store a byte at A, A+S … N times         C       reply the sum of all that was loaded or returned
;;   R A     gr_message_id into A                     B A,L   gr_debug of L bytes at A
;;   H A     gr_block_height into A                   T A     gr_block_timestamp into A
;;   G A     gr_gas_available into A                  v A     gr_value_available into A
;;   V A     gr_value into A                          D A     gr_source into A
;;   E A     gr_env_vars into A                       Q A     gr_program_id into A
;;   g O,L,A,E  gr_read of L bytes from O into A, error into E
;;   y A,L,E gr_reply of L bytes at A, error into E   Y A,L,V  the same with value V
;;   i O,L   gr_reply_input                           j O,L,D  gr_send_input to actor D
;;   p A,L   gr_reply_push                            c       gr_reply_commit
;;   s D,V,T,A,L  gr_send to actor D with value V after T blocks, L bytes at A
;;   S D,V,T,A,L  the same by gr_send_init, _push and _commit
;;   a N     alloc N pages                            f P     free page P
;;   F A,B   free_range of pages A to B               k M,T   gr_wake message M after T blocks
;;   t N,A   gr_wait_for N blocks, unless the byte at A is set; clears or sets it
;;   u N,A   the same with gr_wait_up_to
;;   x D     gr_exit to actor D                       l       gr_leave
;;   P A,L   gr_panic with L bytes at A               O       gr_oom_panic
;;   z       divide by zero                           Z       divide the least number by -1
;;   U       unreachable                              q       recurse without end
;;   n       call an empty table slot                 N       call a slot of another type
;;   o       call a slot outside the table
;;   L N     count to N                               e       loop without end
;;
;; `handle_reply` stores the reply's code at 0x2c000, its length at 0x2c004.
(module
  (import "env" "memory" (memory 4))
  (import "env" "alloc" (func $alloc (param i32) (result i32)))
  (import "env" "free" (func $free (param i32) (result i32)))
  (import "env" "free_range" (func $free_range (param i32 i32) (result i32)))
  (import "env" "gr_size" (func $size (param i32)))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_message_id" (func $message_id (param i32)))
  (import "env" "gr_program_id" (func $program_id (param i32)))
  (import "env" "gr_source" (func $source (param i32)))
  (import "env" "gr_value" (func $value (param i32)))
  (import "env" "gr_value_available" (func $value_available (param i32)))
  (import "env" "gr_gas_available" (func $gas_available (param i32)))
  (import "env" "gr_block_height" (func $block_height (param i32)))
  (import "env" "gr_block_timestamp" (func $block_timestamp (param i32)))
  (import "env" "gr_env_vars" (func $env_vars (param i32 i32)))
  (import "env" "gr_debug" (func $debug (param i32 i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (import "env" "gr_reply_input" (func $reply_input (param i32 i32 i32 i32)))
  (import "env" "gr_reply_push" (func $reply_push (param i32 i32 i32)))
  (import "env" "gr_reply_commit" (func $reply_commit (param i32 i32)))
  (import "env" "gr_reply_code" (func $reply_code (param i32)))
  (import "env" "gr_send" (func $send (param i32 i32 i32 i32 i32)))
  (import "env" "gr_send_input" (func $send_input (param i32 i32 i32 i32 i32)))
  (import "env" "gr_send_init" (func $send_init (param i32)))
  (import "env" "gr_send_push" (func $send_push (param i32 i32 i32 i32)))
  (import "env" "gr_send_commit" (func $send_commit (param i32 i32 i32 i32)))
  (import "env" "gr_wake" (func $wake (param i32 i32 i32)))
  (import "env" "gr_wait_for" (func $wait_for (param i32)))
  (import "env" "gr_wait_up_to" (func $wait_up_to (param i32)))
  (import "env" "gr_exit" (func $exit (param i32)))
  (import "env" "gr_leave" (func $leave))
  (import "env" "gr_panic" (func $panic (param i32 i32)))
  (import "env" "gr_oom_panic" (func $oom_panic))

  (export "init" (func $run))
  (export "handle" (func $run))
  (export "handle_reply" (func $handle_reply))
  (global (export "__gear_stack_end") i32 (i32.const 0x10000))

  (type $nullary (func))
  (table 2 funcref)
  (elem (i32.const 1) $recurse)

  ;; Scratch in the stack page: errors and lengths at 0x100, a 16-byte value at 0x180, an id with a value at 0x1c0.
  (global $at (mut i32) (i32.const 0))
  (global $sum (mut i64) (i64.const 0))

  (data (i32.const 0x10000) "Hello from page 4")
  (data (i32.const 0x17ffc) "straddle")
  (data (i32.const 0x2fff0) "the end of page 11 and the start of page 12")

  (func $add (param i64) (global.set $sum (i64.add (global.get $sum) (local.get 0))))
  (func $add32 (param i32) (call $add (i64.extend_i32_u (local.get 0))))
  (func $error (call $add32 (i32.load (i32.const 0x100))))

  ;; The next number, and past the character after it.
  (func $number (result i64)
    (local $digit i32) (local $number i64)
    (block $end
      (loop $next
        (local.set $digit (i32.load8_u (global.get $at)))
        (global.set $at (i32.add (global.get $at) (i32.const 1)))
        (if (i32.lt_u (i32.sub (local.get $digit) (i32.const 48)) (i32.const 10))
          (then (local.set $digit (i32.sub (local.get $digit) (i32.const 48))))
          (else
            (br_if $end (i32.gt_u (i32.sub (local.get $digit) (i32.const 97)) (i32.const 5)))
            (local.set $digit (i32.sub (local.get $digit) (i32.const 87)))))
        (local.set $number
          (i64.or (i64.shl (local.get $number) (i64.const 4)) (i64.extend_i32_u (local.get $digit))))
        (br $next)))
    (local.get $number))
  (func $n (result i32) (i32.wrap_i64 (call $number)))

  ;; A value at 0x180.
  (func $read_value (result i32)
    (i64.store (i32.const 0x180) (call $number))
    (i64.store (i32.const 0x188) (i64.const 0))
    (i32.const 0x180))

  ;; An actor at 0x1c0, with the value zero after it.
  (func $actor (result i32)
    (local $number i64)
    (local.set $number (call $number))
    (i64.store (i32.const 0x1c0) (i64.const 0))
    (i64.store (i32.const 0x1c8) (i64.const 0))
    (i64.store (i32.const 0x1d0) (i64.const 0))
    (i64.store (i32.const 0x1d8) (i64.const 0))
    (i64.store (i32.const 0x1e0) (i64.const 0))
    (i64.store (i32.const 0x1e8) (i64.const 0))
    (if (i64.eqz (local.get $number))
      (then (call $source (i32.const 0x1c0)))
      (else (i64.store (i32.const 0x1cc) (local.get $number))))
    (i32.const 0x1c0))
  (func $actor_with_value (result i32)
    (drop (call $actor))
    (i64.store (i32.const 0x1e0) (call $number))
    (i32.const 0x1c0))

  (func $load (param $address i32) (param $width i32)
    (if (i32.eq (local.get $width) (i32.const 1))
      (then (call $add (i64.load8_u (local.get $address)))))
    (if (i32.eq (local.get $width) (i32.const 2))
      (then (call $add (i64.load16_u (local.get $address)))))
    (if (i32.eq (local.get $width) (i32.const 4))
      (then (call $add32 (i32.load (local.get $address)))))
    (if (i32.eq (local.get $width) (i32.const 8))
      (then (call $add (i64.load (local.get $address))))))
  (func $store (param $address i32) (param $width i32)
    (if (i32.eq (local.get $width) (i32.const 1))
      (then (i32.store8 (local.get $address) (i32.const 0x5a))))
    (if (i32.eq (local.get $width) (i32.const 2))
      (then (i64.store16 (local.get $address) (i64.const 0x5a5b))))
    (if (i32.eq (local.get $width) (i32.const 4))
      (then (i32.store (local.get $address) (i32.const 0x5a5b5c5d))))
    (if (i32.eq (local.get $width) (i32.const 8))
      (then (i64.store (local.get $address) (i64.const 0x5a5b5c5d5e5f6061)))))
  (func $store_many (param $address i32) (param $stride i32) (param $times i32)
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $times)))
        (i32.store8 (local.get $address) (i32.const 0xa5))
        (local.set $address (i32.add (local.get $address) (local.get $stride)))
        (local.set $times (i32.sub (local.get $times) (i32.const 1)))
        (br $next))))
  (func $count (param $times i64)
    (block $end
      (loop $next
        (br_if $end (i64.eqz (local.get $times)))
        (local.set $times (i64.sub (local.get $times) (i64.const 1)))
        (br $next))))
  (func $recurse (param i64) (result i64)
    (i64.add (local.get 0) (call $recurse (i64.add (local.get 0) (i64.const 1)))))

  ;; True, once, if the byte is clear: then it is set, else cleared.
  (func $first_time (param $flag i32) (result i32)
    (local $set i32)
    (local.set $set (i32.load8_u (local.get $flag)))
    (i32.store8 (local.get $flag) (i32.eqz (local.get $set)))
    (i32.eqz (local.get $set)))

  (func $send_in_parts (local $handle i32) (local $actor i32) (local $delay i32)
    (call $send_init (i32.const 0x100))
    (call $error)
    (local.set $handle (i32.load (i32.const 0x104)))
    (local.set $actor (call $actor_with_value))
    (local.set $delay (call $n))
    (call $send_push (local.get $handle) (call $n) (call $n) (i32.const 0x100))
    (call $error)
    (call $send_commit (local.get $handle) (local.get $actor) (local.get $delay) (i32.const 0x100))
    (call $error))

  (func $operation (param $letter i32) (local $a i32) (local $b i32)
    (if (i32.eq (local.get $letter) (i32.const 114)) (then (call $load (call $n) (call $n)) (return)))             ;; r
    (if (i32.eq (local.get $letter) (i32.const 119)) (then (call $store (call $n) (call $n)) (return)))            ;; w
    (if (i32.eq (local.get $letter) (i32.const 98)) (then (call $store_many (call $n) (call $n) (call $n)) (return))) ;; b
    (if (i32.eq (local.get $letter) (i32.const 82)) (then (call $message_id (call $n)) (return)))                  ;; R
    (if (i32.eq (local.get $letter) (i32.const 66)) (then (call $debug (call $n) (call $n)) (return)))             ;; B
    (if (i32.eq (local.get $letter) (i32.const 72)) (then (call $block_height (call $n)) (return)))                ;; H
    (if (i32.eq (local.get $letter) (i32.const 84)) (then (call $block_timestamp (call $n)) (return)))             ;; T
    (if (i32.eq (local.get $letter) (i32.const 71)) (then (call $gas_available (call $n)) (return)))               ;; G
    (if (i32.eq (local.get $letter) (i32.const 118)) (then (call $value_available (call $n)) (return)))            ;; v
    (if (i32.eq (local.get $letter) (i32.const 86)) (then (call $value (call $n)) (return)))                       ;; V
    (if (i32.eq (local.get $letter) (i32.const 68)) (then (call $source (call $n)) (return)))                      ;; D
    (if (i32.eq (local.get $letter) (i32.const 69)) (then (call $env_vars (i32.const 1) (call $n)) (return)))      ;; E
    (if (i32.eq (local.get $letter) (i32.const 81)) (then (call $program_id (call $n)) (return)))                  ;; Q
    (if (i32.eq (local.get $letter) (i32.const 103))                                                               ;; g
      (then (call $read (call $n) (call $n) (call $n) (call $n)) (return)))
    (if (i32.eq (local.get $letter) (i32.const 121))                                                               ;; y
      (then (call $reply (call $n) (call $n) (i32.const -1) (call $n)) (return)))
    (if (i32.eq (local.get $letter) (i32.const 89))                                                                ;; Y
      (then (call $reply (call $n) (call $n) (call $read_value) (i32.const 0x100)) (call $error) (return)))
    (if (i32.eq (local.get $letter) (i32.const 67))                                                                ;; C
      (then
        (i64.store (i32.const 0x200) (global.get $sum))
        (call $reply (i32.const 0x200) (i32.const 8) (i32.const -1) (i32.const 0x100))
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 105))                                                               ;; i
      (then (call $reply_input (call $n) (call $n) (i32.const -1) (i32.const 0x100)) (call $error) (return)))
    (if (i32.eq (local.get $letter) (i32.const 106))                                                               ;; j
      (then
        (local.set $a (call $n))
        (local.set $b (call $n))
        (call $send_input (call $actor) (local.get $a) (local.get $b) (i32.const 0) (i32.const 0x100))
        (call $error)
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 112))                                                               ;; p
      (then (call $reply_push (call $n) (call $n) (i32.const 0x100)) (call $error) (return)))
    (if (i32.eq (local.get $letter) (i32.const 99))                                                                ;; c
      (then (call $reply_commit (i32.const -1) (i32.const 0x100)) (call $error) (return)))
    (if (i32.eq (local.get $letter) (i32.const 115))                                                               ;; s
      (then
        (drop (call $actor_with_value))
        (local.set $a (call $n))
        (call $send (i32.const 0x1c0) (call $n) (call $n) (local.get $a) (i32.const 0x100))
        (call $error)
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 83)) (then (call $send_in_parts) (return)))                         ;; S
    (if (i32.eq (local.get $letter) (i32.const 97)) (then (call $add32 (call $alloc (call $n))) (return)))         ;; a
    (if (i32.eq (local.get $letter) (i32.const 102)) (then (call $add32 (call $free (call $n))) (return)))         ;; f
    (if (i32.eq (local.get $letter) (i32.const 70))                                                                ;; F
      (then (call $add32 (call $free_range (call $n) (call $n))) (return)))
    (if (i32.eq (local.get $letter) (i32.const 107))                                                               ;; k
      (then
        (i64.store (i32.const 0x1c0) (call $number))
        (i64.store (i32.const 0x1c8) (i64.const 0))
        (i64.store (i32.const 0x1d0) (i64.const 0))
        (i64.store (i32.const 0x1d8) (i64.const 0))
        (call $wake (i32.const 0x1c0) (call $n) (i32.const 0x100))
        (call $error)
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 116))                                                               ;; t
      (then
        (local.set $a (call $n))
        (if (call $first_time (call $n)) (then (call $wait_for (local.get $a))))
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 117))                                                               ;; u
      (then
        (local.set $a (call $n))
        (if (call $first_time (call $n)) (then (call $wait_up_to (local.get $a))))
        (return)))
    (if (i32.eq (local.get $letter) (i32.const 120)) (then (call $exit (call $actor)) (return)))                   ;; x
    (if (i32.eq (local.get $letter) (i32.const 108)) (then (call $leave) (return)))                                ;; l
    (if (i32.eq (local.get $letter) (i32.const 80)) (then (call $panic (call $n) (call $n)) (return)))             ;; P
    (if (i32.eq (local.get $letter) (i32.const 79)) (then (call $oom_panic) (return)))                             ;; O
    (if (i32.eq (local.get $letter) (i32.const 122))                                                               ;; z
      (then (call $add32 (i32.div_u (i32.const 1) (call $n))) (return)))
    (if (i32.eq (local.get $letter) (i32.const 90))                                                                ;; Z
      (then (call $add32 (i32.div_s (i32.const 0x80000000) (i32.sub (call $n) (i32.const 1)))) (return)))
    (if (i32.eq (local.get $letter) (i32.const 85)) (then (unreachable)))                                          ;; U
    (if (i32.eq (local.get $letter) (i32.const 113)) (then (call $add (call $recurse (i64.const 0))) (return)))    ;; q
    (if (i32.eq (local.get $letter) (i32.const 110)) (then (call_indirect (type $nullary) (i32.const 0)) (return))) ;; n
    (if (i32.eq (local.get $letter) (i32.const 78)) (then (call_indirect (type $nullary) (i32.const 1)) (return))) ;; N
    (if (i32.eq (local.get $letter) (i32.const 111)) (then (call_indirect (type $nullary) (i32.const 9)) (return))) ;; o
    (if (i32.eq (local.get $letter) (i32.const 76)) (then (call $count (call $number)) (return)))                  ;; L
    (if (i32.eq (local.get $letter) (i32.const 101)) (then (loop $forever (br $forever)))))                        ;; e

  (func $run (local $end i32) (local $letter i32)
    (call $size (i32.const 0x100))
    (local.set $end (i32.add (i32.const 0x400) (i32.load (i32.const 0x100))))
    (call $read (i32.const 0) (i32.load (i32.const 0x100)) (i32.const 0x400) (i32.const 0x104))
    (global.set $at (i32.const 0x400))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (global.get $at) (local.get $end)))
        (local.set $letter (i32.load8_u (global.get $at)))
        (global.set $at (i32.add (global.get $at) (i32.const 1)))
        (call $operation (local.get $letter))
        (br $next))))

  (func $handle_reply
    (call $reply_code (i32.const 0x100))
    (call $size (i32.const 0x108))
    (i32.store (i32.const 0x2c000) (i32.load (i32.const 0x104)))
    (i32.store (i32.const 0x2c004) (i32.load (i32.const 0x108)))))
