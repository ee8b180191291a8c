//! Permanent contagion: with `k` gone each of the others has hazard `h exp(c k)`, so the number gone is a pure death chain and its
//! distribution a row of the exponential of the generator.

use crate::fixtures::{by_time, data, floats, follows, head, people, person, read, same};
use crate::numbers::{Matrix, exponential};

/// The distribution of the number retained of `n`, from the total hazard with `k` gone.
fn chain(n: usize, total: impl Fn(usize) -> f64, time: f64) -> Vec<f64> {
    let mut generator: Matrix = vec![vec![0.0; n + 1]; n + 1];
    for k in 0..n {
        generator[k][k] = -total(k) * time;
        generator[k][k + 1] = total(k) * time;
    }
    exponential(&generator)[0].iter().rev().copied().collect()
}

fn log_linear(n: usize, h: f64, c: f64, time: f64) -> Vec<f64> {
    chain(n, |k| (n - k) as f64 * h * (c * k as f64).exp(), time)
}

#[test]
fn the_reference_is_that_of_another_package() {
    let reference = data("permanent-contagion.json");
    let number = |key: &str| reference[key].as_f64().unwrap();
    for (time, at) in by_time(&reference["at"]) {
        same("pmf", &log_linear(14, number("h"), number("c"), time), &floats(&at["retained_pmf"]));
    }
}

#[test]
fn a_team_of_fourteen() {
    let text = "[channels.lab]\nhazard_per_year = 0.05\n[channels.startup]\nhazard_per_year = 0.03\n[contagion]\nhalf_life = \"never\"\n";
    let ratio = format!("ratio = {:?}\n", 0.15f64.exp());
    follows(&read(&(head("60 months") + &people(14, "") + text + &ratio)), |time| log_linear(14, 0.08, 0.15, time));
}

#[test]
fn a_protective_effect() {
    let text = "[channels.lab]\nhazard_per_year = 0.3\n[contagion]\nratio = 0.6\nhalf_life = \"never\"\n";
    follows(&read(&(head("36 months") + &people(6, "") + text)), |time| log_linear(6, 0.3, 0.6f64.ln(), time));
}

#[test]
fn a_cap_on_the_sum() {
    let text = "[channels.lab]\nhazard_per_year = 0.1\n[contagion]\nratio = 1.7\nhalf_life = \"never\"\ncap = 2.5\n";
    let hazard = |k: usize| 0.1 * 1.7f64.powf(k as f64).min(2.5);
    follows(&read(&(head("36 months") + &people(8, "") + text)), |time| chain(8, |k| (8 - k) as f64 * hazard(k), time));
}

#[test]
fn acceptance_cannot_pass_one() {
    // Of 0.8 offers a year, 0.2 are accepted at first, all of them from the fourth exit on; another channel has no such limit.
    let text = "[channels.lab]\noffers_per_year = 0.8\nacceptance = 0.2\n[channels.found]\nhazard_per_year = 0.02\n\
                [contagion]\nratio = 1.6\nhalf_life = \"never\"\n";
    let hazard = |k: usize| 0.8 * (0.2 * 1.6f64.powf(k as f64)).min(1.0) + 0.02 * 1.6f64.powf(k as f64);
    follows(&read(&(head("24 months") + &people(7, "") + text)), |time| chain(7, |k| (7 - k) as f64 * hazard(k), time));
}

#[test]
fn two_teams_that_feel_each_other() {
    // One in team a and three in team b, all with hazard h; an exit from the other team counts a half: states (gone from a, from b).
    let (h, log) = (0.2f64, 2f64.ln());
    let text = format!("[channels.lab]\nhazard_per_year = {h}\n[contagion]\nratio = 2.0\nhalf_life = \"never\"\nacross = 0.5\n");
    let people = person("a-0", "team = \"a\"") + &["b-0", "b-1", "b-2"].map(|id| person(id, "team = \"b\"")).concat();
    let state = |a: usize, b: usize| a * 4 + b;
    let mut generator: Matrix = vec![vec![0.0; 8]; 8];
    for a in 0..2 {
        for b in 0..4 {
            let hazard_a = (1 - a) as f64 * h * (0.5 * log * b as f64).exp();
            let hazard_b = (3 - b) as f64 * h * (log * (b as f64 + 0.5 * a as f64)).exp();
            generator[state(a, b)][state(a, b)] = -hazard_a - hazard_b;
            if a == 0 {
                generator[state(0, b)][state(1, b)] = hazard_a;
            }
            if b < 3 {
                generator[state(a, b)][state(a, b + 1)] = hazard_b;
            }
        }
    }
    follows(&read(&(head("30 months") + &people + &text)), |time| {
        let scaled = generator.iter().map(|row| row.iter().map(|x| x * time).collect()).collect();
        let row = &exponential(&scaled)[0];
        let mut pmf = vec![0.0; 5];
        (0..2).for_each(|a| (0..4).for_each(|b| pmf[4 - a - b] += row[state(a, b)]));
        pmf
    });
}

#[test]
fn edges_with_weights() {
    // a moves b by 2 and c by 1/2, b moves c by 1, c moves nobody: all eight states.
    let (h, log) = ([0.5f64, 0.2, 0.1], 1.8f64.ln());
    let weight = [[0.0, 2.0, 0.5], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]];
    let people: String = ["a", "b", "c"].iter().zip(h).map(|(id, h)| person(id, &format!("x = {:?}", h.log2()))).collect();
    let text = "[channels.lab]\nhazard_per_year = 1.0\ncovariates = { x = 2.0 }\n\
                [contagion]\nratio = 1.8\nhalf_life = \"never\"\nedges = \"edges.csv\"\n";
    let edges = "from,to,weight\na,b,2\na,c,0.5\nb,c,1\n";
    let scenario = crate::fixtures::read_with(&(head("24 months") + &people + text), &[("edges.csv", edges)]);
    let mut generator: Matrix = vec![vec![0.0; 8]; 8];
    for gone in 0..8usize {
        for i in (0..3).filter(|i| gone & 1 << i == 0) {
            let felt: f64 = (0..3).filter(|d| gone & 1 << d != 0).map(|d| weight[d][i]).sum();
            generator[gone][gone | 1 << i] = h[i] * (log * felt).exp();
            generator[gone][gone] -= h[i] * (log * felt).exp();
        }
    }
    follows(&scenario, |time| {
        let scaled = generator.iter().map(|row| row.iter().map(|x| x * time).collect()).collect();
        let row = &exponential(&scaled)[0];
        let mut pmf = vec![0.0; 4];
        row.iter().enumerate().for_each(|(gone, p)| pmf[3 - gone.count_ones() as usize] += p);
        pmf
    });
}
