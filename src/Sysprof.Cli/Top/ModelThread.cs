using System.Collections.Concurrent;

namespace Sysprof.Cli.Top;

/// <summary>A model on a thread of its own: whatever touches it is done there, one after the other.</summary>
/// <remarks>Not the thread pool: it may have as few threads as the machine has CPUs, and keys are handled on them.</remarks>
internal sealed class ModelThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TopModel _model;
    private readonly Thread _thread;

    /// <param name="model">The model, which nobody else uses from now on.</param>
    public ModelThread(TopModel model)
    {
        _model = model;
        _thread = new Thread(Run) { IsBackground = true, Name = "model" };
        _thread.Start();
    }

    /// <summary>Does something with the model after all that was asked for before; what it throws, the task does.</summary>
    /// <exception cref="InvalidOperationException">It was disposed of.</exception>
    public Task<TResult> DoAsync<TResult>(Func<TopModel, TResult> work)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work(_model));
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    /// <inheritdoc cref="DoAsync{TResult}"/>
    public Task DoAsync(Action<TopModel> work) => DoAsync(model =>
    {
        work(model);
        return true;
    });

    /// <summary>Returns when the work that was asked for is done.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
