//! What has become worse than the figures in `docs/measurements.md`.

/// From where on a difference counts: less comes and goes by itself.
const NOTICEABLE: f64 = 1.05;

/// A table's cells, by its header.
struct Table<'a> {
    header: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

/// Returns a line for each figure that has become worse by more than 5 %. Figures of the same table, row and column are
/// compared; `is_lower_worse` says of a column's header whether less is worse, and `None` leaves the column out.
pub fn worse(before: &str, after: &str, is_lower_worse: impl Fn(&str) -> Option<bool>) -> Vec<String> {
    let known = tables(before);
    let mut found = Vec::new();
    for table in tables(after) {
        let Some(old) = known.iter().find(|old| old.header == table.header) else {
            continue;
        };
        for row in &table.rows {
            let Some(past) = old.rows.iter().find(|past| name(past) == name(row)) else {
                continue;
            };
            for ((header, cell), past) in table.header.iter().zip(row).zip(past) {
                let (Some(now), Some(then), Some(is_lower_worse)) =
                    (number(cell), number(past), is_lower_worse(header))
                else {
                    continue;
                };
                let grown = if is_lower_worse { then / now } else { now / then };
                if then > 0.0 && grown > NOTICEABLE {
                    found.push(format!("{}, {header}: {then} then, {now} now", name(row).join(", ")));
                }
            }
        }
    }
    found
}

/// Says what has become worse.
pub fn report(found: &[String]) -> String {
    match found {
        [] => "Nothing has become worse by more than 5 % since docs/measurements.md was written.".to_owned(),
        found => format!(
            "Worse by more than 5 % than in docs/measurements.md:\n- {}",
            found.join("\n- ")
        ),
    }
}

/// The words at the start of a row.
fn name<'a>(row: &[&'a str]) -> Vec<&'a str> {
    row.iter().copied().take_while(|cell| number(cell).is_none()).collect()
}

/// A cell's first number; that of `12 (10 to 14)` is 12. A cell that begins with words has none.
fn number(cell: &str) -> Option<f64> {
    let end = cell.find(|sign: char| !sign.is_ascii_digit() && !"-.".contains(sign));
    cell[..end.unwrap_or(cell.len())].parse().ok()
}

fn tables(text: &str) -> Vec<Table<'_>> {
    let mut tables = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_header = lines.peek().is_some_and(|next| next.starts_with("| -"));
        if !line.starts_with('|') || !is_header {
            continue;
        }
        lines.next();
        let mut rows = Vec::new();
        while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
            rows.push(cells(row));
        }
        let header = cells(line);
        tables.push(Table { header, rows });
    }
    tables
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "words\n\n| page | way | brotli | rate |\n| --- | --- | ---: | ---: |\n| home | ours | 1000 | 0.80 (0.7 to 0.9) |\n| cart | ours | 500 | 0.50 |\n";

    fn all(header: &str) -> Option<bool> {
        Some(header == "rate")
    }

    #[test]
    fn what_grew_by_a_tenth_and_what_slowed_down_are_told() {
        let after = BEFORE.replace("1000", "1100").replace("0.50", "0.40");
        assert_eq!(
            worse(BEFORE, &after, all),
            [
                "home, ours, brotli: 1000 then, 1100 now",
                "cart, ours, rate: 0.5 then, 0.4 now"
            ]
        );
        assert!(report(&worse(BEFORE, &after, all)).contains("home, ours"));
    }

    #[test]
    fn what_became_better_or_hardly_differs_is_not() {
        let after = BEFORE.replace("1000", "1040").replace("0.50", "0.70");
        assert!(worse(BEFORE, &after, all).is_empty());
        assert!(worse(BEFORE, &BEFORE.replace("1000", "2000"), |_| None).is_empty());
    }

    #[test]
    fn rows_and_tables_that_are_new_have_nothing_to_be_compared_with() {
        let after = BEFORE.replace("home", "list").replace("| page", "| place");
        assert!(worse(BEFORE, &after, all).is_empty());
    }
}
