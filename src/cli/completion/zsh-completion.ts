import { shellQuoted } from "../shell-quoted.ts";
import {
  type CompletableCommand,
  type CompletableOption,
  type Values,
  withSubcommands,
} from "./completable-command.ts";

/** A script for zsh, to be read by `source` or put into a directory of `fpath` as `_gleaner`. */
export function zshCompletion(program: string, root: CompletableCommand): string {
  const commands = withSubcommands(root);
  const groups = commands.filter(({ name, subcommands }) => name !== "" && subcommands.length > 0);
  return `#compdef ${program}
# Completion of ${program} for zsh.
_${program}() {
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
${commands.map(casesOf).join("\n")}
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

function casesOf({ name, options, values, subcommands }: CompletableCommand): string {
  const children = subcommands.map((child) => {
    return shellQuoted(`${child.name.split(" ").at(-1)}:${child.description.replaceAll(":", String.raw`\:`)}`);
  });
  const specs = options.flatMap(optionSpecs);
  if (children.length > 0) {
    return `    ${shellQuoted(name)})
      local -a commands=(${children.join(" ")})
      if [[ $PREFIX == -* ]] || (( CURRENT > 2 )); then _arguments ${specs.join(" ")}
      else _describe command commands; fi ;;`;
  }
  const positional = values === null ? [] : [shellQuoted(`*:value:${action(values)}`)];
  return `    ${shellQuoted(name)}) _arguments ${[...specs, ...positional].join(" ")} ;;`;
}

function optionSpecs({ names, description, values, isRepeatable }: CompletableOption): readonly string[] {
  const others = isRepeatable ? "*" : `(${names.join(" ")})`;
  const said = description.replaceAll(/[[\]\\:]/g, String.raw`\$&`);
  return names.map((name) => {
    const takes = values === null ? "" : `:value:${action(values)}`;
    const isLong = name.startsWith("--");
    return shellQuoted(`${others}${name}${values !== null && isLong ? "=" : ""}[${said}]${takes}`);
  });
}

function action(values: Values): string {
  // An empty list. A space, which stands for anything, would keep zsh from completing options in the same place.
  if (values === "anything") return "()";
  if (values === "directories") return "_files -/";
  if (values === "files") return "_files";
  return `(${values.join(" ")})`;
}
