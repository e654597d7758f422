package import Pipeline
package import Records
package import Store
package struct TrainerExports: Exporting {
  package init() {}
  package var trainers: [NamedOptions] { [] }
  package func prepare(_ export: PipelineFile.Export, in file: PipelineFile) throws(WinnowError) -> any PreparedExport {
    throw WinnowError(.badOption, "no trainers yet")
  }
}
