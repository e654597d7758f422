// Reading records is in three steps: `RecordReader` finds records in bytes, a format says what each
// means, `RecordBuilder` takes it down. Start at RecordFormat.swift; a new format is one file and
// one line here.

/// Every format that a source can name, besides `auto` and `mapping`, in the order the
/// documentation lists them.
package let formats: [FormatEntry] = [
  FormatEntry(HHRLHFFormat.self),
  FormatEntry(TRLFormat.self),
  FormatEntry(UltraFeedbackFormat.self),
  FormatEntry(UltraFeedbackBinarizedFormat.self),
  FormatEntry(AlpacaEvalFormat.self),
  FormatEntry(LlamaFactoryFormat.self),
  FormatEntry(OASSTFormat.self),
  FormatEntry(PRM800KFormat.self),
  FormatEntry(StepDPOFormat.self),
  FormatEntry(UltraInteractFormat.self),
  FormatEntry(MathShepherdFormat.self),
]
