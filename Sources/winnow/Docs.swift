import ArgumentParser
import Curation

struct Docs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated pages of the documentation.", shouldDisplay: false)

  @Option(help: "The folder.", completion: .directory) var out: String

  func run() throws {
    try explained {
      try Curation.writeDocumentation(to: out, commands: Self.commands)
    }
  }

  /// The help of every command that is shown, as a person reads it.
  private static var commands: [CommandHelp] {
    [CommandHelp(name: "winnow", text: Winnow.helpMessage(columns: 96))]
      + Winnow.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { command in
        CommandHelp(
          name: "winnow \(command._commandName)",
          text: Winnow.helpMessage(for: command, columns: 96))
      }
  }
}
