//! The list of edges.

use super::sound;

#[test]
fn unknown_people() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nana,bert,1\nanna,carl,1\n")
        .says(
            r"
error: there is no researcher `ana`
 --> ties.csv:2:1
  |
2 | ana,bert,1
  | ^^^ unknown researcher
  |
  = help: did you mean `anna`?

error: there is no researcher `carl`
 --> ties.csv:3:6
  |
3 | anna,carl,1
  |      ^^^^ unknown researcher

2 problems in 1 file; nothing was run
",
        );
}

#[test]
fn no_column() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "form,to,weight\nanna,bert,1\n")
        .says(
            r"
error: the file has no column `from`
 --> ties.csv:1:1
  |
1 | form,to,weight
  | ^^^^^^^^^^^^^^ expected a heading from
  |
  = help: is it the one with the heading `form`? Call it from

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn no_id() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nanna,,1\n")
        .says(
            r"
error: this edge has no `to`
 --> ties.csv:2:6
  |
2 | anna,,1
  |      ^ expected an id

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn negative_weight() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nanna,bert,-1\n")
        .says(
            r"
error: the weight of an edge is -1
 --> ties.csv:2:11
  |
2 | anna,bert,-1
  |           ^^ expected 0 to 1000

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn weight_that_is_no_number() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nanna,bert,strong\n")
        .says(
            r"
error: `weight` is not a number: `strong`
 --> ties.csv:2:11
  |
2 | anna,bert,strong
  |           ^^^^^^ expected a number

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn edge_to_oneself() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nanna,anna,1\n")
        .says(
            r"
error: an edge from `anna` to the same person
 --> ties.csv:2:1
  |
2 | anna,anna,1
  | ^^^^^^^^^^^ nobody moves themselves

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn second_edge() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", "from,to,weight\nanna,bert,1\nanna,bert,2\n")
        .says(
            r"
error: a second edge from `anna` to `bert`
 --> ties.csv:3:1
  |
3 | anna,bert,2
  | ^^^^^^^^^^^ expected one edge a pair

1 problem in 1 file; nothing was run
",
        );
}

/// Two people and contagion along a list, with further keys.
fn tied(keys: &str, list: &str) -> super::Case {
    sound()
        .with(&format!("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n{keys}"))
        .but("id = \"a\"", "id = \"anna\"\n[[researchers]]\nid = \"bert\"")
        .file("ties.csv", list)
}

#[test]
fn a_weight_under_another_heading() {
    tied("", "from,to,strength\nanna,bert,3\n").remarks(
        r"
ties.csv:1:9: warning: the column `strength` is not read: without a column `weight` every edge has the weight 1
",
    );
    tied("", "from,to,weight,since\nanna,bert,3,2020\n").remarks("ties.csv:1:16: note: columns are ignored: `since`\n");
}

#[test]
fn a_list_that_is_read_both_ways() {
    let edges = |keys: &str| match tied(keys, "from,to,weight\nanna,bert,3\n").read().unwrap().scenario.contagion.unwrap().ties {
        stayput::internals::scenario::Ties::Edges(edges) => edges,
        stayput::internals::scenario::Ties::Teams { .. } => panic!("the scenario has edges"),
    };
    assert_eq!(edges("").len(), 1);
    let both: Vec<String> =
        edges("symmetric = true\n").iter().map(|edge| format!("{} {} {:?} {}", edge.from, edge.to, edge.moved, edge.weight)).collect();
    assert_eq!(both, ["anna bert Some(1) 3", "bert anna Some(0) 3"]);
    tied("symmetric = true\n", "from,to,weight\nanna,bert,3\nbert,anna,3\n").says(
        r"
error: a second edge between `bert` and `anna`
 --> ties.csv:3:1
  |
3 | bert,anna,3
  | ^^^^^^^^^^^ expected one edge a pair

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_list_in_which_no_edge_has_one_back() {
    let people = (0..11).fold("id\n".to_owned(), |text, k| text + &format!("p{k}\n"));
    let list = |back: &str| (1..11).fold("from,to\n".to_owned(), |text, k| text + &format!("p0,p{k}\n")) + back;
    let case = |keys: &str, back: &str| {
        let contagion = format!("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n{keys}");
        sound().roster(&people).with(&contagion).file("ties.csv", list(back))
    };
    case("", "").remarks(
        r"
team.toml:13:9: warning: none of the 10 edges has one the other way: each acts from the first to the second person alone
",
    );
    case("", "p1,p0\n").remarks("");
    case("symmetric = false\n", "").remarks("");
    case("symmetric = true\n", "").remarks("");
}

#[test]
fn symmetric_without_a_list() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nsymmetric = true\n").says(
        r"
error: `contagion.symmetric` does nothing without edges
  --> team.toml:13:1
   |
13 | symmetric = true
   | ^^^^^^^^^ expected edges too

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn ends_under_other_headings() {
    tied("", "source,target,weight\nanna,bert,1\n").says(
        r"
error: the file has no columns `from` and `to`
 --> ties.csv:1:1
  |
1 | source,target,weight
  | ^^^^^^^^^^^^^^^^^^^^ expected the headings from and to
  |
  = help: call `source` from, which is who leaves, and `target` to, which
          is who is moved by that; or the other way round

1 problem in 1 file; nothing was run
",
    );
    tied("", "Source,Target\nanna,bert\n").says(
        r"
error: the file has no columns `from` and `to`
 --> ties.csv:1:1
  |
1 | Source,Target
  | ^^^^^^^^^^^^^ expected the headings from and to
  |
  = help: call `Source` from, which is who leaves, and `Target` to, which
          is who is moved by that; or the other way round

1 problem in 1 file; nothing was run
",
    );
    tied("", "a,b,weight\nanna,bert,1\n").says(
        r"
error: the file has no columns `from` and `to`
 --> ties.csv:1:1
  |
1 | a,b,weight
  | ^^^^^^^^^^ expected the headings from and to
  |
  = help: call `a` from, which is who leaves, and `b` to, which is who is
          moved by that; or the other way round

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn an_edge_without_a_weight_is_warned_of() {
    tied("", "from,to,weight\nanna,bert,NA\n").remarks(
        r"
ties.csv:2:11: warning: `weight` is `NA`, which is read as an empty cell
ties.csv:2:11: warning: this edge has no weight, and counts as 1
",
    );
    tied("", "from,to\nanna,bert\n").remarks("");
}
