//! `[pay]`, `pay_multiple`, `discount_rate`.

use super::sound;

#[test]
fn missing_elasticity() {
    sound().with("[pay]\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_key() {
    sound().with("[pay]\nelasticity = 1.2\nequity = 0.5\n").says(
        r#"
"#,
    );
}

#[test]
fn a_negative_elasticity() {
    sound().with("[pay]\nelasticity = -1.2\n").says(
        r#"
"#,
    );
}

#[test]
fn a_spike_without_keys() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = {}\n").says(
        r#"
"#,
    );
}

#[test]
fn a_spike_of_part_of_a_month() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = { ratio = 1.3, length = \"0.5 months\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn a_spike_of_no_time() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = { ratio = 1.3, length = \"0 months\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn other_pay_without_pay() {
    sound().with("pay_multiple = 1.5\n").says(
        r#"
"#,
    );
}

#[test]
fn other_pay_in_percent() {
    sound().with("pay_multiple = 150\n[pay]\nelasticity = 1.2\n").says(
        r#"
"#,
    );
}

#[test]
fn a_competitor_pays_otherwise_where_one_acceptance_is_for_all() {
    sound().with("[channels.lab]\noffers_per_year = 2\nacceptance = 0.05\n[competitors.newco]\nchannel = \"lab\"\npay_multiple = 2\n[pay]\nelasticity = 1.2\n").says(
        r#"
"#,
    );
}

#[test]
fn a_discount_rate_in_percent() {
    sound().but("name = ", "discount_rate = 5\nname = ").says(
        r#"
"#,
    );
}

#[test]
fn an_uncertain_discount_rate() {
    sound().but("name = ", "discount_rate = { low = 0, high = 0.1 }\nname = ").says(
        r#"
"#,
    );
}
