//! `[policies.*]`: what all kinds have in common, and each kind's own.

use super::sound;

#[test]
fn missing_kind() {
    sound().with("[policies.p]\nratio = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_kind() {
    sound().with("[policies.p]\nkind = \"efect\"\nratio = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn kind_like_no_other() {
    sound().with("[policies.p]\nkind = \"magic\"\nratio = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn the_name_of_none() {
    sound().with("[policies.none]\nkind = \"effect\"\nratio = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_key() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nraito = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn key_of_another_kind() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nraise = 0.7\n").says(
        r#"
"#,
    );
}

#[test]
fn missing_number() {
    sound().with("[policies.p]\nkind = \"effect\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_number_out_of_range() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 30\n").says(
        r#"
"#,
    );
}

#[test]
fn a_negative_price() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ncost_once = -1\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_channel() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nchannels = [\"othr\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn begins_before_the_start() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2022-12-01\n").says(
        r#"
"#,
    );
}

#[test]
fn begins_after_the_horizon() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2025-02-01\n").remarks(
        r#"
"#,
    );
}

#[test]
fn ends_before_it_begins() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2023-06-01\nuntil = \"3 months\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_grant_has_no_end() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\nuntil = 2024-01-01\n").says(
        r#"
"#,
    );
}

#[test]
fn condition_without_keys() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = {}\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_scope() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = { exits = 2, within = \"90 days\", of = \"labs\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn scope_like_no_other() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = { exits = 2, within = \"90 days\", of = \"world\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn target_is_the_name_of_a_team() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"core\"\n").says(
        r#"
"#,
    );
}

#[test]
fn target_is_the_name_of_a_role() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"engineer\"\n").says(
        r#"
"#,
    );
}

#[test]
fn target_is_an_id() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"a\"\n").says(
        r#"
"#,
    );
}

#[test]
fn target_is_another_word() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"everyone\"\n").says(
        r#"
"#,
    );
}

#[test]
fn target_is_a_number() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = 5\n").says(
        r#"
"#,
    );
}

#[test]
fn target_without_keys() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = {}\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_key_of_a_target() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { teams = \"core\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_team() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { team = \"cor\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_role() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { role = \"enginer\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn nobody_has_a_role() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { role = \"engineer\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_researcher() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"a\", \"c\"] }\n").says(
        r#"
"#,
    );
}

#[test]
fn a_researcher_twice() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"a\", \"a\"] }\n").says(
        r#"
"#,
    );
}

#[test]
fn no_researcher() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [] }\n").says(
        r#"
"#,
    );
}

#[test]
fn top_by_nothing() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1 }\n").says(
        r#"
"#,
    );
}

#[test]
fn by_without_top() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { by = \"stars\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn unknown_column() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"star\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn column_like_no_other() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"importance\" }\n").says(
        r#"
"#,
    );
}

#[test]
fn some_do_not_rank() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"stars\" }\n").remarks(
        r#"
"#,
    );
}

#[test]
fn nobody_is_in_it() {
    sound().roster("id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n").with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"b\"], role = \"engineer\" }\n").remarks(
        r#"
"#,
    );
}

#[test]
fn bundle_of_nothing() {
    sound().with("[policies.p]\nkind = \"bundle\"\n").says(
        r#"
"#,
    );
}

#[test]
fn bundle_of_none() {
    sound().with("[policies.p]\nkind = \"bundle\"\npolicies = []\n").says(
        r#"
"#,
    );
}

#[test]
fn bundle_of_what_is_not_there() {
    sound().with("[policies.calm]\nkind = \"effect\"\nratio = 0.7\n[policies.p]\nkind = \"bundle\"\npolicies = [\"clam\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn bundle_of_itself() {
    sound().with("[policies.p]\nkind = \"bundle\"\npolicies = [\"p\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn bundle_of_bundles() {
    sound().with("[policies.q]\nkind = \"bundle\"\npolicies = [\"p\"]\n[policies.p]\nkind = \"bundle\"\npolicies = [\"q\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn bundle_with_keys_of_others() {
    sound().with("[policies.calm]\nkind = \"effect\"\nratio = 0.7\n[policies.p]\nkind = \"bundle\"\npolicies = [\"calm\"]\nfrom = 2023-06-01\n").says(
        r#"
"#,
    );
}

#[test]
fn after_effects_that_fade_differently() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.3\nratio_after = 1.5\nhalf_life = \"12 months\"\n[policies.project]\nkind = \"incubator\"\nshare = 0.5\nratio_after = 1.2\nhalf_life = \"6 months\"\n[policies.p]\nkind = \"bundle\"\npolicies = [\"match\", \"project\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn a_price_of_events_that_do_not_happen() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ncost_per_event = 1\n").remarks(
        r#"
"#,
    );
}

#[test]
fn a_budget_of_nothing() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nbudget = 1\nbudget_per_year = 1\n").remarks(
        r#"
"#,
    );
}

#[test]
fn nobody_answers_a_dismissal() {
    sound().with("[channels.dismissed]\nhazard_per_year = 0.1\n[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nchannels = [\"dismissed\"]\n").says(
        r#"
"#,
    );
}

#[test]
fn an_after_effect_that_does_not_fade() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nratio_after = 1.5\n").says(
        r#"
"#,
    );
}

#[test]
fn a_half_life_of_nothing() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nhalf_life = \"1 year\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_raise_without_pay() {
    sound().with("[policies.p]\nkind = \"raise\"\nraise = 0.2\n").says(
        r#"
"#,
    );
}

#[test]
fn a_grant_without_pay() {
    sound().with("[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\n").says(
        r#"
"#,
    );
}

#[test]
fn alumni_without_returns() {
    sound().with("[policies.p]\nkind = \"alumni\"\nratio = 2\n").says(
        r#"
"#,
    );
}

#[test]
fn backfill_without_hiring() {
    sound().with("[policies.p]\nkind = \"backfill\"\nrefill = 1\n").says(
        r#"
"#,
    );
}

#[test]
fn backfill_of_nothing() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\n[policies.p]\nkind = \"backfill\"\n").says(
        r#"
"#,
    );
}

#[test]
fn garden_leave_without_spinouts() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[policies.p]\nkind = \"garden_leave\"\nlength = \"6 months\"\n").says(
        r#"
"#,
    );
}

#[test]
fn garden_leave_where_nothing_opens() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[spinouts]\nopen = false\npull_per_year = 1.0\nhalf_life = \"12 months\"\n[policies.p]\nkind = \"garden_leave\"\nlength = \"6 months\"\n").says(
        r#"
"#,
    );
}

#[test]
fn garden_leave_without_length() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n[policies.p]\nkind = \"garden_leave\"\n").says(
        r#"
"#,
    );
}

#[test]
fn an_incubator_where_nobody_founds() {
    sound().with("[policies.p]\nkind = \"incubator\"\nshare = 0.3\n").says(
        r#"
"#,
    );
}

#[test]
fn a_leader_change_without_leaders() {
    sound().with("[policies.p]\nkind = \"leader_change\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_disruption_that_does_not_fade() {
    sound().with("[policies.p]\nkind = \"leader_change\"\ndisruption = 1.5\n").says(
        r#"
"#,
    );
}

#[test]
fn vesting_by_other_units() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"400 days\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_cliff_between_dates_of_vesting() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\nevery = \"2 months\"\ncliff = \"3 months\"\n").says(
        r#"
"#,
    );
}

#[test]
fn a_cliff_after_the_end() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"12 months\"\ncliff = \"2 years\"\n").says(
        r#"
"#,
    );
}

#[test]
fn vesting_of_no_time() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"0 months\"\n").says(
        r#"
"#,
    );
}
