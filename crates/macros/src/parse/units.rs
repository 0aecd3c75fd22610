//! Amounts that people write with a unit.

/// `64 KiB` or a plain number, in bytes. Nothing and too much are refused.
pub fn bytes(text: &str) -> Option<u64> {
    amount(text, |unit| {
        Some(match unit {
            "" | "B" => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            _ => return None,
        })
    })
}

/// `10s`, in milliseconds. Nothing and too much are refused.
pub fn millis(text: &str) -> Option<u64> {
    amount(text, |unit| {
        Some(match unit {
            "ms" => 1,
            "s" => 1_000,
            "min" => 60_000,
            _ => return None,
        })
    })
}

/// `1h`, in milliseconds: from a second to a year.
pub fn lifetime(text: &str) -> Option<u64> {
    let time = amount(text, |unit| {
        Some(match unit {
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        })
    });
    time.filter(|millis| *millis <= 366 * 86_400_000)
}

fn amount(text: &str, factor: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let amount = digits.parse::<u64>().ok()?.checked_mul(factor(unit.trim_start())?)?;
    (amount > 0).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_decimal_and_binary_units() {
        assert_eq!(bytes("512"), Some(512));
        assert_eq!(bytes("512 B"), Some(512));
        assert_eq!(bytes("64 KiB"), Some(65_536));
        assert_eq!(bytes("64kB"), Some(64_000));
        assert_eq!(bytes("2 MiB"), Some(2_097_152));
        assert_eq!(bytes("2 MB"), Some(2_000_000));
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(millis("250ms"), Some(250));
        assert_eq!(millis("10s"), Some(10_000));
        assert_eq!(millis("2 min"), Some(120_000));
        assert_eq!(millis("10"), None);
    }

    #[test]
    fn lifetimes_have_units_and_end() {
        assert_eq!(lifetime("90s"), Some(90_000));
        assert_eq!(lifetime("10m"), lifetime("10min"));
        assert_eq!(lifetime("1h"), Some(3_600_000));
        assert_eq!(lifetime("7d"), Some(604_800_000));
        for text in ["", "0s", "1", "250ms", "400d", "1w"] {
            assert_eq!(lifetime(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in [
            "",
            "KiB",
            "64 kib",
            "1.5 MiB",
            "-1",
            "0",
            "0 B",
            " 1",
            "1 KiB ",
            "18446744073709551615 KiB",
            "64 GiB",
        ] {
            assert_eq!(bytes(text), None, "{text}");
        }
        for text in ["", "s", "0s", "10 h", "1.5s", "10S"] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}
