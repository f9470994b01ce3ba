;; Accesses at constant distances from the same value, in every shape that code around them can have. A message names a shape (one letter)
;; and a base (u32, little-endian).
(module
  (import "env" "memory" (memory 4))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (global (export "__gear_stack_end") i32 (i32.const 0x10000))
  (global $sum (mut i32) (i32.const 0))
  (func $add (param i32)
    (global.set $sum (i32.add (global.get $sum) (local.get 0))))

  ;; Reads and writes in a row.
  (func $row (param $base i32)
    (call $add (i32.load (local.get $base)))
    (call $add (i32.load offset=4 (local.get $base)))
    (i64.store offset=8 (local.get $base) (i64.load offset=4 (local.get $base)))
    (i32.store8 offset=100 (local.get $base) (i32.const 1))
    (call $add (i32.load16_u offset=50 (local.get $base))))

  ;; As far apart as a group can be, and one byte more.
  (func $far (param $base i32)
    (call $add (i32.load8_u (local.get $base)))
    (call $add (i32.load8_u offset=16383 (local.get $base)))
    (call $add (i32.load8_u offset=8000 (local.get $base)))
    (i32.store8 offset=16384 (local.get $base) (i32.const 1)))

  ;; Before and behind.
  (func $around (param $base i32)
    (call $add (i32.load (i32.add (local.get $base) (i32.const -8))))
    (i32.store (i32.add (local.get $base) (i32.const -4)) (i32.load offset=12 (local.get $base)))
    (call $add (i32.load offset=4 (i32.add (i32.const -8) (local.get $base)))))

  ;; The first access may not happen.
  (func $skipped (param $base i32)
    (block $skip
      (br_if $skip (i32.and (local.get $base) (i32.const 1)))
      (call $add (i32.load offset=4096 (local.get $base)))
      (call $add (i32.load offset=4100 (local.get $base))))
    (call $add (i32.load offset=4104 (local.get $base)))
    (i32.store offset=4108 (local.get $base) (i32.const 2)))

  ;; The same in the branches of an if, and after it.
  (func $branches (param $base i32)
    (if (i32.and (local.get $base) (i32.const 2))
      (then
        (i32.store offset=8 (local.get $base) (i32.const 3))
        (i32.store offset=16 (local.get $base) (i32.const 3)))
      (else
        (call $add (i32.load offset=8 (local.get $base)))
        (call $add (i32.load offset=9000 (local.get $base)))))
    (call $add (i32.load offset=12 (local.get $base)))
    (call $add (i32.load offset=9004 (local.get $base))))

  ;; The base moves with each round.
  (func $walk (param $base i32)
    (local $round i32)
    (loop $again
      (call $add (i32.load (local.get $base)))
      (i32.store offset=4 (local.get $base) (local.get $round))
      (call $add (i32.load8_u offset=7 (local.get $base)))
      (local.set $base (i32.add (local.get $base) (i32.const 5000)))
      (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 10)))))

  ;; The base stays while others move: flags must not be mixed up when a loop comes back.
  (func $loops (param $base i32)
    (local $inner i32) (local $round i32)
    (call $add (i32.load (local.get $base)))
    (call $add (i32.load offset=8 (local.get $base)))
    (loop $again
      (i32.store offset=12 (local.get $base) (local.get $round))
      (local.set $inner (i32.add (local.get $base) (i32.mul (local.get $round) (i32.const 9000))))
      (call $add (i32.load offset=20 (local.get $inner)))
      (i32.store offset=24 (local.get $inner) (local.get $round))
      (local.set $inner (i32.add (local.get $inner) (i32.const 4500)))
      (i32.store offset=20 (local.get $inner) (local.get $round))
      (call $add (i32.load offset=24 (local.get $inner)))
      (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 6))))
    (i32.store offset=16 (local.get $base) (local.get $round)))

  ;; The base changes in one branch only.
  (func $changed (param $base i32)
    (call $add (i32.load (local.get $base)))
    (call $add (i32.load offset=4 (local.get $base)))
    (if (i32.and (local.get $base) (i32.const 4))
      (then (local.set $base (i32.add (local.get $base) (i32.const 0x8000)))))
    (call $add (i32.load offset=8 (local.get $base)))
    (i32.store offset=12 (local.get $base) (i32.const 4)))

  ;; The base changes within a loop, behind what uses it.
  (func $late (param $base i32)
    (local $round i32)
    (call $add (i32.load (local.get $base)))
    (loop $again
      (call $add (i32.load offset=4 (local.get $base)))
      (i32.store offset=8 (local.get $base) (local.get $round))
      (local.set $base (i32.add (local.get $base) (i32.const 0x6000)))
      (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 4)))))

  ;; The address is taken before the base changes.
  (func $taken (param $base i32)
    (call $add (i32.load offset=4 (local.get $base)))
    (i32.store offset=8
      (local.get $base)
      (i32.load offset=4 (local.tee $base (i32.add (local.get $base) (i32.const 0x5000))))))

  ;; Numbers for addresses.
  (func $numbers (param i32)
    (call $add (i32.load offset=0x13ffe (i32.const 0)))
    (call $add (i32.load (i32.const 0x14010)))
    (i32.store offset=0x18000 (i32.const -4) (i32.const 5))
    (i32.store (i32.const 0x17ffe) (i32.const 5)))

  ;; What follows an access beyond the memory does not happen.
  (func $beyond (param $base i32)
    (call $add (i32.load (local.get $base)))
    (call $add (i32.load offset=8000 (local.get $base)))
    (i32.store offset=16000 (local.get $base) (i32.const 6))
    (i32.store offset=4 (local.get $base) (i32.const 6)))

  (func $shape (param $which i32) (param $base i32)
    (block $j (block $i (block $h (block $g (block $f (block $e (block $d (block $c (block $b (block $a (block $0
      (br_table $0 $a $b $c $d $e $f $g $h $i $j (local.get $which)))
      (return (call $row (local.get $base))))
      (return (call $far (local.get $base))))
      (return (call $around (local.get $base))))
      (return (call $skipped (local.get $base))))
      (return (call $branches (local.get $base))))
      (return (call $walk (local.get $base))))
      (return (call $loops (local.get $base))))
      (return (call $changed (local.get $base))))
      (return (call $late (local.get $base))))
      (return (call $taken (local.get $base))))
    (if (i32.eqz (local.get $base)) (then (return (call $numbers (local.get $base)))))
    (call $beyond (local.get $base)))

  (func (export "init"))
  (func (export "handle")
    ;; The message lies in the stack, which has no page states.
    (call $read (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 64))
    (call $shape (i32.sub (i32.load8_u (i32.const 16)) (i32.const 97)) (i32.load offset=17 (i32.const 0)))
    (i32.store (i32.const 128) (global.get $sum))
    (call $reply (i32.const 128) (i32.const 4) (i32.const -1) (i32.const 192))))
