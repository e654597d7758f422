import ArgumentParser
import Curation

struct Stages: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the stages, formats and trainers, or tell all of one of them.",
    discussion: """
        winnow stages
        winnow stages filters.length
        winnow stages --schema > pipeline.schema.json
      """)

  @Argument(help: "A stage, format or trainer; default the list of all.") var name: String?
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print a JSON Schema of pipeline files, for editors.") var schema = false

  func validate() throws {
    if schema && name != nil { throw ValidationError("`--schema` takes no name") }
  }

  func run() throws {
    try explained {
      if schema {
        print(Curation.pipelineFileSchema, terminator: "")
        return
      }
      let stages = try Curation.stages(name)
      print(json ? stages.json : stages.text)
    }
  }
}
