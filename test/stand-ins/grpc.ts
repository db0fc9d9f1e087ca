import * as grpc from "@grpc/grpc-js";

/** The message size that Pulumi's engine and policy packs agree on. */
export const MESSAGE_SIZE: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/**
 * Awaits a call of a gRPC client.
 * @param start makes the call, with the callback that it is given
 * @returns the response
 * @throws the service's error; also when the server's process is gone
 */
export function call<Response>(start: (done: Callback<Response>) => grpc.ClientUnaryCall): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

/** Turns a function into a handler of a gRPC server: what it throws becomes the call's error. */
export function handle<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (request, callback) => {
    void (async () => answer(request.request))().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        callback({ code: grpc.status.UNKNOWN, details: message });
      },
    );
  };
}

/**
 * Binds a server to a free local port.
 * @returns its address
 */
export function listen(server: grpc.Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(`127.0.0.1:${String(port)}`);
    });
  });
}
