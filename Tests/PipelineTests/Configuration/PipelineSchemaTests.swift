import Foundation
import Records
import Testing

@testable import Pipeline

@Suite struct PipelineSchemaTests {
  private let schema = pipelineSchema(
    stages: [
      SchemaEntry(
        name: "filters.length", summary: "drop long pairs",
        options: [
          OptionSpec(
            key: "max_chars", kind: .int(.init(1...)), defaultValue: .int(400), isRequired: false,
            doc: "longest response"),
          OptionSpec(
            key: "share", kind: .double(.init(Double.leastNonzeroMagnitude..<1)),
            isRequired: true, doc: "share"),
        ]),
      SchemaEntry(name: "filters.empty", summary: "drop empty responses", options: []),
    ],
    formats: [
      SchemaEntry(name: "trl", summary: "TRL's own", options: []),
      SchemaEntry(
        name: "csv", summary: "CSV",
        options: [
          OptionSpec(key: "columns", kind: .strings, isRequired: true, doc: "columns")
        ]),
    ],
    exporters: [
      SchemaEntry(
        name: "trl.dpo", summary: "DPO",
        options: [
          OptionSpec(
            key: "shard_bytes", kind: .bytes(.init(1...)), defaultValue: .int(256_000_000),
            isRequired: false, doc: "size of a shard")
        ])
    ])

  @Test func `it is valid JSON and says which draft it is`() throws {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any])
    #expect(root["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(root["required"] as? [String] == ["sources"])
    #expect(root["additionalProperties"] as? Bool == false)
    let properties = try #require(root["properties"] as? [String: Any])
    #expect(Set(properties.keys) == Set(PipelineFile.specs.pipeline.map(\.key)))
  }

  @Test func `every key has a description`() throws {
    let root = try JSONSerialization.jsonObject(with: Data(schema.utf8))
    func check(_ value: Any, _ path: String) {
      if let list = value as? [Any] { for item in list { check(item, path) } }
      guard let object = value as? [String: Any] else { return }
      if let properties = object["properties"] as? [String: [String: Any]] {
        for (key, property) in properties where property["const"] == nil {
          let text = property["description"] as? String
          #expect(text?.isEmpty == false, "\(path)/\(key)")
        }
      }
      for (key, inner) in object { check(inner, "\(path)/\(key)") }
    }
    check(root, "")
  }

  @Test func `same entries give same bytes`() {
    #expect(PipelineSchemaTests().schema == schema)
    #expect(schema.hasSuffix("}\n"))
  }

  @Test(arguments: [
    #""minimum": 1,"#, #""description": "longest response","#,
    #""exclusiveMinimum": 0,"#, #""exclusiveMaximum": 1"#, #""default": "256MB""#,
    #""const": "csv""#, #""unevaluatedProperties": false"#, #""maxProperties": 1"#,
    #""pattern": "^\\w+(\\.\\w+)*$""#,
  ])
  func `constraints stand in it`(part: String) {
    #expect(schema.contains(part))
  }
}
