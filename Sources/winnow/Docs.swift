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
      + Winnow.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap {
        command in
        // A command that only holds others is told of by them.
        let inner = command.configuration.subcommands
        let name = "winnow \(command._commandName)"
        guard inner.isEmpty else {
          return inner.map {
            CommandHelp(
              name: "\(name) \($0._commandName)", text: Winnow.helpMessage(for: $0, columns: 96))
          }
        }
        return [CommandHelp(name: name, text: Winnow.helpMessage(for: command, columns: 96))]
      }
  }
}
