//! Floating-point numbers in another width than declared: taken when nothing is lost, refused otherwise.
//!
//! A NaN is converted bit by bit, since hardware may change its payload.

/// How many bits of an `f64`'s fraction an `f32` does not have.
const EXTRA: u32 = 29;

/// The number that a half float stands for. Every half is an `f32`.
pub(super) fn from_half(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, (bits >> 10) & 0x1f, bits & 0x3ff);
    let magnitude = match exponent {
        // Subnormal: a multiple of 2^-24.
        0 => (fraction as f32 * f32::from_bits(0x3380_0000)).to_bits(),
        0x1f => 0x7f80_0000 | (fraction << 13),
        _ => ((exponent + 112) << 23) | (fraction << 13),
    };
    f32::from_bits(sign | magnitude)
}

/// The same number, wider.
pub(super) fn widen(value: f32) -> f64 {
    if !value.is_nan() {
        return value.into();
    }
    let bits = u64::from(value.to_bits());
    f64::from_bits(((bits & 0x8000_0000) << 32) | (0x7ff << 52) | ((bits & 0x007f_ffff) << EXTRA))
}

/// The same number, narrower, if there is one.
pub(super) fn narrow(value: f64) -> Option<f32> {
    let narrow = if value.is_nan() {
        let bits = value.to_bits();
        f32::from_bits(((bits >> 32) & 0x8000_0000) as u32 | 0x7f80_0000 | ((bits >> EXTRA) & 0x007f_ffff) as u32)
    } else {
        value as f32
    };
    (widen(narrow).to_bits() == value.to_bits()).then_some(narrow)
}

/// The same whole number as a float, if its digits fit into the 53 bits of one.
pub(super) fn from_whole(value: u64) -> Option<f64> {
    (value.leading_zeros() + value.trailing_zeros() >= 11).then_some(value as f64)
}
