//! Scripts and the man page that the program prints of itself.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use super::commands::program;

fn stayput(arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let output = stayput(arguments);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What another program says of a text on its standard input: exit code and stderr. `None` where there is no such program.
fn said(program: &str, arguments: &[&str], text: &str) -> Option<(Option<i32>, String)> {
    let child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.ok()?;
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some((output.status.code(), String::from_utf8(output.stderr).unwrap()))
}

#[test]
fn every_shell_has_its_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for word in ["stayput", "check", "per-trial", "large-org"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
    }
}

#[test]
fn shells_accept_their_scripts() {
    let syntax_alone = [("bash", vec!["-n"]), ("zsh", vec!["-n"]), ("fish", vec!["--no-execute", "/dev/stdin"])];
    for (shell, arguments) in syntax_alone {
        if let Some(said) = said(shell, &arguments, &printed(&["completions", shell])) {
            assert_eq!(said, (Some(0), String::new()), "{shell}");
        }
    }
}

#[test]
fn bash_completes_commands_and_examples() {
    let script = printed(&["completions", "bash"]);
    let ask = r#"
        COMP_WORDS=(stayput ch); COMP_CWORD=1; _stayput stayput ch stayput; echo "${COMPREPLY[@]}"
        COMP_WORDS=(stayput new --from l); COMP_CWORD=3; _stayput stayput l --from; echo "${COMPREPLY[@]}""#;
    let Ok(output) = Command::new("bash").arg("-c").arg(script + ask).output() else { return };
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "check\nllama llama-foresight llama-stayers large-org\n");
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    let output = stayput(&["completions", "bahs"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: invalid value 'bahs' for '<SHELL>'\n  \
         [possible values: bash, elvish, fish, powershell, zsh]\n\n  \
         tip: a similar value exists: 'bash'\n\n\
         For more information, try '--help'.\n"
    );
}

#[test]
fn the_man_page_is_one_that_groff_has_nothing_to_say_of() {
    let page = printed(&["man"]);
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"STAYPUT RUN\"", "\"EXIT STATUS\""] {
        assert!(page.contains(&format!("\n.SH {section}\n")), "{section}");
    }
    if let Some(said) = said("groff", &["-man", "-ww", "-z", "-Tascii"], &page) {
        assert_eq!(said, (Some(0), String::new()));
    }
}
