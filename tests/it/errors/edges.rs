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
