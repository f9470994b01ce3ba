/// Bits after the point.
const POINT: u32 = 24;
const WIDTH: u32 = 64;
const MOST: u32 = 200;

/// Steps until each of `WIDTH × count` points leaves the circle of radius 2, summed up.
pub fn rows(count: u32) -> u32 {
    let mut sum = 0;
    for row in 0..count {
        for column in 0..WIDTH {
            let x = scaled(-2, 3, column, WIDTH);
            let y = scaled(-1, 2, row, count);
            sum += steps(x, y);
        }
    }
    sum
}

/// `from + span × at ÷ of`, in fixed point.
fn scaled(from: i64, span: i64, at: u32, of: u32) -> i64 {
    (from << POINT) + ((span << POINT) / i64::from(of)) * i64::from(at)
}

fn steps(x: i64, y: i64) -> u32 {
    let (mut real, mut imaginary) = (0i64, 0i64);
    for step in 0..MOST {
        let (squared, other) = ((real * real) >> POINT, (imaginary * imaginary) >> POINT);
        if squared + other > 4 << POINT {
            return step;
        }
        imaginary = ((2 * real * imaginary) >> POINT) + y;
        real = squared - other + x;
    }
    MOST
}
