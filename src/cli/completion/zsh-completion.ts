import { shellQuoted } from "../shell-quoted.ts";
import {
  type CompletableCommand,
  type CompletableOption,
  namesCommand,
  type Values,
  withSubcommands,
} from "./completable-command.ts";

/** A script for zsh, to be read by `source` or put into a directory of `fpath` as `_gleaner`. */
export function zshCompletion(program: string, root: CompletableCommand): string {
  const commands = withSubcommands(root);
  const groups = commands.filter(({ name, subcommands }) => name !== "" && subcommands.length > 0);
  return `#compdef ${program}
# Completion of ${program} for zsh.
__${program}_saved() {
  local -a names=(\${(f)"$(command "\${typed[1]/#\\~/$HOME}" ${namesCommand} -- "\${(@)typed[2,-2]}" 2>/dev/null </dev/null)"})
  compadd -a names
}
_${program}() {
  local -a typed=("\${(@)words[1,CURRENT]}")
  local command= ; local -i named=1
  if (( CURRENT > 2 )); then command=$words[2]; named=2; fi
  case $command in
    ${groups.map(({ name }) => shellQuoted(name)).join(" | ")})
      if (( CURRENT > 3 )) && [[ $words[3] != -* ]]; then command="$command $words[3]"; named=3; fi ;;
  esac
  # The words that name the command count as its name.
  words=("$command" "\${(@)words[named + 1,-1]}")
  (( CURRENT -= named - 1 ))
  case $command in
${commands.map((command) => casesOf(command, program)).join("\n")}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  # Completion is off in a zsh without a configuration.
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _${program} ${program}
fi
`;
}

function casesOf({ name, options, values, subcommands }: CompletableCommand, program: string): string {
  const children = subcommands.map((child) => {
    return shellQuoted(`${child.name.split(" ").at(-1)}:${child.description.replaceAll(":", String.raw`\:`)}`);
  });
  const specs = options.flatMap((option) => optionSpecs(option, program));
  if (children.length > 0) {
    return `    ${shellQuoted(name)})
      local -a commands=(${children.join(" ")})
      if [[ $PREFIX == -* ]] || (( CURRENT > 2 )); then _arguments ${specs.join(" ")}
      else _describe command commands; fi ;;`;
  }
  const positional = values === null ? [] : [shellQuoted(`*:value:${action(values, program)}`)];
  return `    ${shellQuoted(name)}) _arguments ${[...specs, ...positional].join(" ")} ;;`;
}

function optionSpecs(
  { names, description, values, isRepeatable }: CompletableOption,
  program: string,
): readonly string[] {
  const others = isRepeatable ? "*" : `(${names.join(" ")})`;
  const said = description.replaceAll(/[[\]\\:]/g, String.raw`\$&`);
  return names.map((name) => {
    const takes = values === null ? "" : `:value:${action(values, program)}`;
    const isLong = name.startsWith("--");
    return shellQuoted(`${others}${name}${values !== null && isLong ? "=" : ""}[${said}]${takes}`);
  });
}

function action(values: Values, program: string): string {
  // An empty list. A space, which stands for anything, would keep zsh from completing options in the same place.
  if (values === "anything") return "()";
  if (values === "directories") return "_files -/";
  if (values === "files") return "_files";
  if (values === "saved filters") return `__${program}_saved`;
  return `(${values.join(" ")})`;
}
