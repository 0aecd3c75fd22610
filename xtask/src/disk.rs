//! Whether the disk has room for what a build writes.

use crate::exec::Cmd;
use crate::paths;

/// A debug and a release build with tools and tests stay below this.
const ENOUGH_GIB: f64 = 6.0;

/// Warns before a long build when the disk will probably be too small for it.
pub fn warn_when_low() {
    if let Some(free) = free_gib()
        && free < ENOUGH_GIB
    {
        eprintln!(
            "xtask: warning: {free:.1} GiB free, a full build takes up to {ENOUGH_GIB:.0}; \
             `cargo clean` gives back what older builds took"
        );
    }
}

fn free_gib() -> Option<f64> {
    let report = Cmd::new("df").args(["-Pk"]).arg(paths::root()).output()?;
    parse(&report)
}

/// Reads the fourth column of the second line of `df -Pk`: kibibytes available.
fn parse(report: &str) -> Option<f64> {
    let kib: f64 = report.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kib / 1_048_576.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_available_column_is_read() {
        let report = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                      /dev/vda 264212084 12347304 3145728 13% /\n";
        assert_eq!(parse(report), Some(3.0));
        assert_eq!(parse("df: no such file"), None);
    }
}
