import { shellQuoted } from "../shell-quoted.ts";
import { type CompletableCommand, namesCommand, type Values, withSubcommands } from "./completable-command.ts";

/** A script for bash 3.2 or later, so that the bash of macOS can use it, too. */
export function bashCompletion(program: string, root: CompletableCommand): string {
  const commands = withSubcommands(root);
  const groups = commands.filter(({ name, subcommands }) => name !== "" && subcommands.length > 0);
  return `# Completion of ${program} for bash.
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= line
  if (( COMP_CWORD > 1 )); then command=\${COMP_WORDS[1]}; fi
  case $command in
    ${alternatives(groups.map(({ name }) => name))})
      if (( COMP_CWORD > 2 )) && [[ \${COMP_WORDS[2]} != -* ]]; then command="$command \${COMP_WORDS[2]}"; fi ;;
  esac
  # bash takes the = of --option=value for a word.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap((command) => valuesOfOptions(command)).join("\n")}
  esac
  case $command in
${commands.map(wordsOf).join("\n")}
  esac
}
__gleaner_from() {
  if [[ $1 != -W ]]; then compopt -o filenames 2>/dev/null; fi
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$@" -- "$current")
}
__gleaner_saved() {
  local typed=\${current//[\\\\\\"\\']/} words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do
    if [[ $line == "$typed"* ]]; then COMPREPLY+=("$line"); fi
  done < <(command "\${COMP_WORDS[0]/#\\~/$HOME}" ${namesCommand} -- "\${words[@]}" 2>/dev/null </dev/null)
}
complete -F _${program} ${program}
`;
}

function valuesOfOptions({ name, options }: CompletableCommand): readonly string[] {
  return options.flatMap(({ names, values }) => {
    if (values === null) return [];
    return [`    ${alternatives(names.map((option) => `${name} ${option}`))}) ${complete(values)} return ;;`];
  });
}

function wordsOf({ name, options, values, subcommands }: CompletableCommand): string {
  const typed = options.flatMap(({ names }) => names);
  const children = subcommands.map((child) => child.name.split(" ").at(-1) ?? "");
  const others = children.length > 0 ? complete(children) : values === null ? ":" : complete(values);
  return `    ${shellQuoted(name)}) if [[ $current == -* ]]; then ${complete(typed)} else ${others.replace(/;$/, "")}; fi ;;`;
}

function complete(values: Values): string {
  if (values === "anything") return ":;";
  if (values === "directories") return "__gleaner_from -d;";
  if (values === "files") return "__gleaner_from -f;";
  if (values === "saved filters") return "__gleaner_saved;";
  return `__gleaner_from -W ${shellQuoted(values.join(" "))};`;
}

function alternatives(words: readonly string[]): string {
  return words.map(shellQuoted).join(" | ");
}
