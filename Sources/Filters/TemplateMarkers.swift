extension Marker {
  /// Role markers and special tokens of the chat templates in use.
  ///
  /// Tokens in brackets count anywhere. Words that people write as well count only where a template
  /// puts them: at a line's or a paragraph's beginning.
  static let known: [Marker] =
    tokens.map { Marker($0, .anywhere) } + headings.map { Marker($0, .line) }
    + turns.map { Marker($0, .paragraph) }
    + [Marker("<s>", .start), Marker("</s>", .end), Marker("<eos>", .end), Marker("<bos>", .start)]

  private static let tokens = [
    // ChatML (OpenAI, Qwen, Yi, InternLM) and GPT-2
    "<|im_start|>", "<|im_end|>", "<|im_sep|>", "<|endoftext|>", "<|endofprompt|>",
    "<|fim_middle|>",
    // Llama 3 and 4
    "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
    "<|eot_id|>", "<|eom_id|>", "<|header_start|>", "<|header_end|>", "<|eot|>", "<|python_tag|>",
    // gpt-oss
    "<|start|>", "<|channel|>", "<|message|>", "<|return|>",
    // Llama 2, Mistral
    "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "[AVAILABLE_TOOLS]", "[SYSTEM_PROMPT]",
    // Gemma, T5 and NVIDIA SteerLM
    "<start_of_turn>", "<end_of_turn>", "<extra_id_0>", "<extra_id_1>",
    // Zephyr, Phi-3, Falcon, StableLM, OpenAssistant, Granite
    "<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|prompter|>", "<|endofsystem|>",
    "<|start_of_role|>", "<|end_of_role|>",
    // Command R
    "<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>", "<|USER_TOKEN|>",
    // DeepSeek
    "<｜User｜>", "<｜Assistant｜>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>",
    // Baize, Guanaco, H2O
    "[|Human|]", "[|AI|]", "<|prompt|>", "<|answer|>",
  ]

  private static let headings = [
    "### Instruction:", "### Response:", "### Input:", "### Human:", "### Assistant:", "### User:",
    "### System:", "USER:", "ASSISTANT:", "SYSTEM:", "<human>:", "<bot>:", "[USER]:",
    "[ASSISTANT]:",
  ]

  /// The turns of transcripts, as in HH-RLHF.
  private static let turns = ["Human:", "Assistant:", "User:", "System:"]
}
