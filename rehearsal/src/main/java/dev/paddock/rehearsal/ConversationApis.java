package dev.paddock.rehearsal;

import java.io.IOException;
import java.util.List;

/** One conversation in every API, so that it does not matter which program holds it. Safe for threads. */
final class ConversationApis {
    private final List<ModelApi> apis;

    ConversationApis(Script script) {
        Player player = new Player(script);
        this.apis = List.of(new GeminiApi(player), new OpenAiApi(player), new AnthropicApi(player));
    }

    /** @param path below that of the conversation */
    void handle(HttpCall call, String path) throws IOException, InterruptedException {
        for (ModelApi api : apis) {
            if (api.serves(path)) {
                api.handle(call, path);
                return;
            }
        }
    }
}
