import {
  type CompletableCommand,
  type CompletableOption,
  namesCommand,
  type Values,
  withSubcommands,
} from "./completable-command.ts";

/** A script for fish 3 or later. */
export function fishCompletion(program: string, root: CompletableCommand): string {
  const commands = withSubcommands(root);
  const groups = commands.filter(({ name, subcommands }) => name !== "" && subcommands.length > 0);
  return `# Completion of ${program} for fish.
function __${program}_at
  set -l words (commandline -opc)
  set -l command
  if test (count $words) -gt 1
    set command $words[2]
    if contains -- $command ${groups.map(({ name }) => name).join(" ")}; and test (count $words) -gt 2; and not string match -q -- '-*' $words[3]
      set command "$command $words[3]"
    end
  end
  test "$command" = "$argv[1]"
end
function __${program}_saved
  set -l words (commandline -opc)
  set -l called (string replace -r '^~(?=/)' "$HOME" -- $words[1])
  command $called ${namesCommand} -- $words[2..] 2>/dev/null </dev/null
end
complete -c ${program} -e
complete -c ${program} -f
${commands.flatMap((command) => linesOf(program, command)).join("\n")}
`;
}

function linesOf(program: string, { name, options, values, subcommands }: CompletableCommand): readonly string[] {
  const start = `complete -c ${program} -n ${fishQuoted(`__${program}_at ${fishQuoted(name)}`)}`;
  const children = subcommands.map((child) => {
    return `${start} -a ${fishQuoted(child.name.split(" ").at(-1) ?? "")} -d ${fishQuoted(child.description)}`;
  });
  const positional = values === null || values === "anything" ? [] : [`${start} ${completed(values, program)}`];
  return [...children, ...options.map((option) => `${start} ${optionOf(option, program)}`), ...positional];
}

function optionOf({ names, description, values }: CompletableOption, program: string): string {
  const typed = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = values === null ? [] : ["-r", completed(values, program)];
  return [...typed, ...takes, "-d", fishQuoted(description)].join(" ");
}

function completed(values: Values, program: string): string {
  if (values === "anything") return "-f";
  if (values === "directories") return "-f -a '(__fish_complete_directories (commandline -ct))'";
  if (values === "files") return "-F";
  if (values === "saved filters") return `-f -a '(__${program}_saved)'`;
  return `-f -a ${fishQuoted(values.join(" "))}`;
}

/** In single quotes, fish reads a backslash before a quote or another backslash. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
