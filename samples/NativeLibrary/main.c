/* Calls the model from C: steps, a run, threads and mistakes. Prints the bits of all outputs, which are compared with those of Program.cs. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wave.h"

#define STEPS 100

static float xs[STEPS * WAVE_INPUTS];

static void require(int32_t code, const char *call)
{
    char text[256];
    if (code == WAVE_OK)
        return;
    wave_error(text, sizeof text);
    fprintf(stderr, "%s returned %d: %s\n", call, code, text);
    exit(1);
}

/* A mistake must return its code, with a message. */
static void refuse(int32_t code, int32_t expected, const char *part)
{
    char text[256];
    int32_t length = wave_error(text, sizeof text);
    if (code != expected || length <= 0 || strstr(text, part) == NULL) {
        fprintf(stderr, "expected code %d and '%s', found %d and '%s'\n", expected, part, code, text);
        exit(1);
    }
}

static void print(const float *ys)
{
    for (int i = 0; i < STEPS; i++) {
        uint32_t bits;
        memcpy(&bits, &ys[i * WAVE_OUTPUTS], sizeof bits);
        printf("%08x\n", (unsigned)bits);
    }
}

struct stream {
    const wave *model;
    float ys[STEPS * WAVE_OUTPUTS];
};

static void *run_stream(void *argument)
{
    struct stream *stream = argument;
    wave_state *state;
    require(wave_state_create(stream->model, &state), "wave_state_create");
    for (int i = 0; i < STEPS; i++)
        require(wave_step(state, &xs[i * WAVE_INPUTS], &stream->ys[i * WAVE_OUTPUTS]), "wave_step");
    require(wave_state_free(state), "wave_state_free");
    return NULL;
}

int main(int count, char **arguments)
{
    wave *model, *loaded;
    wave_state *state;
    float y[WAVE_OUTPUTS], ys[STEPS * WAVE_OUTPUTS];
    struct stream streams[4];
    pthread_t threads[4];

    for (int i = 0; i < STEPS; i++)
        xs[i] = (float)(i * 37 % 64 - 32) / 40.0f;

    require(wave_create_embedded(&model), "wave_create_embedded");
    require(wave_state_create(model, &state), "wave_state_create");
    for (int i = 0; i < STEPS; i++)
        require(wave_step(state, &xs[i * WAVE_INPUTS], &ys[i * WAVE_OUTPUTS]), "wave_step");
    print(ys);
    require(wave_state_reset(state), "wave_state_reset");
    require(wave_run(state, xs, STEPS, ys), "wave_run");
    print(ys);

    /* Four threads read one model, each with a state of its own. */
    for (int k = 0; k < 4; k++) {
        streams[k].model = model;
        if (pthread_create(&threads[k], NULL, run_stream, &streams[k]) != 0)
            return 1;
    }
    for (int k = 0; k < 4; k++)
        pthread_join(threads[k], NULL);
    for (int k = 1; k < 4; k++) {
        if (memcmp(streams[0].ys, streams[k].ys, sizeof ys) != 0) {
            fprintf(stderr, "threads 0 and %d differ\n", k);
            return 1;
        }
    }

    /* The same weights from a file. */
    if (count > 1) {
        struct stream again;
        require(wave_load(arguments[1], &loaded), "wave_load");
        again.model = loaded;
        run_stream(&again);
        require(wave_free(loaded), "wave_free");
        if (memcmp(streams[0].ys, again.ys, sizeof ys) != 0) {
            fprintf(stderr, "embedded and loaded weights differ\n");
            return 1;
        }
    }

    refuse(wave_step(NULL, xs, y), WAVE_INVALID_ARGUMENT, "state is null");
    refuse(wave_step(state, NULL, y), WAVE_INVALID_ARGUMENT, "x is null");
    refuse(wave_step((wave_state *)model, xs, y), WAVE_INVALID_ARGUMENT, "state is a handle of something else");
    refuse(wave_run(state, xs, -1, ys), WAVE_INVALID_ARGUMENT, "-1 steps");
    refuse(wave_load("no such file", &loaded), WAVE_FILE_ERROR, "");
    refuse(wave_load("main.c", &loaded), WAVE_INVALID_DATA, "main.c is not a valid safetensors file");
    require(wave_create(1, &loaded), "wave_create");
    require(wave_free(loaded), "wave_free");
    require(wave_free(NULL), "wave_free");
    require(wave_free(model), "wave_free");
    require(wave_step(state, xs, y), "wave_step after wave_free"); /* a state keeps its model alive */
    require(wave_state_free(state), "wave_state_free");
    return 0;
}
