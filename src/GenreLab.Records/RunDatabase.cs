using System.Globalization;
using System.Text.Json;
using GenreLab.Evaluation;
using GenreLab.Models;
using Microsoft.Data.Sqlite;

namespace GenreLab.Records;

/// <summary>
/// The records of runs: one SQLite file that many processes write to at once (write-ahead logging, every change one
/// transaction that is on the disk when the call returns), so that whatever is killed, what was recorded stays. A file that
/// turns out to be damaged is renamed, never deleted. Not thread-safe; dispose after use.
/// </summary>
public sealed class RunDatabase : IDisposable
{
    /// <summary>The file's name in its folder.</summary>
    public const string FileName = "runs.db";

    /// <summary>The version of the tables that this code reads and writes.</summary>
    public const int SchemaVersion = 1;

    // "Genr": tells the file from other programs' SQLite files.
    private const int ApplicationId = 0x47656E72;

    private const string Schema = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started TEXT NOT NULL,
            finished TEXT,
            status TEXT NOT NULL,
            command TEXT NOT NULL,
            data TEXT NOT NULL,
            data_hash TEXT NOT NULL,
            experiment TEXT,
            document TEXT NOT NULL
        );
        CREATE TABLE test_sets (
            name TEXT PRIMARY KEY,
            genres TEXT NOT NULL,
            rows BLOB NOT NULL,
            labels BLOB NOT NULL,
            tracks BLOB NOT NULL
        );
        CREATE TABLE models (
            run INTEGER NOT NULL REFERENCES runs (id),
            place INTEGER NOT NULL,
            kind TEXT NOT NULL,
            test_accuracy REAL,
            test_set TEXT REFERENCES test_sets (name),
            document TEXT NOT NULL,
            predicted BLOB,
            log_losses BLOB,
            PRIMARY KEY (run, place)
        );
        """;

    private readonly string path;
    private readonly TimeSpan wait;
    private readonly SqliteConnection connection;

    private RunDatabase(string path, TimeSpan wait, SqliteConnection connection)
    {
        this.path = path;
        this.wait = wait;
        this.connection = connection;
    }

    /// <summary>How many records the last call of <see cref="Runs"/> left out because they are not what this code writes.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Opens the records of a folder, and makes folder and file when there are none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wait">How long to wait for other processes that are writing.</param>
    /// <exception cref="RecordsException">They cannot be used; the message says why. Damaged ones have been renamed, and the next call begins anew.</exception>
    public static RunDatabase Open(string folder, TimeSpan wait)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordsException($"The folder {folder} for the records of runs cannot be made ({failure.Message.TrimEnd('.')}); choose another with --records.", failure);
        }
        return Open(path, wait, SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>Opens the records of a folder; null when it has none.</summary>
    /// <inheritdoc cref="Open(string, TimeSpan)"/>
    public static RunDatabase? OpenExisting(string folder, TimeSpan wait)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Open(path, wait, SqliteOpenMode.ReadWrite) : null;
    }

    private static RunDatabase Open(string path, TimeSpan wait, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)),
        }.ToString());
        var database = new RunDatabase(path, wait, connection);
        try
        {
            database.Guarded(() =>
            {
                connection.Open();
                database.Prepare();
            });
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Writes a run that begins.</summary>
    /// <returns>The run with its number.</returns>
    /// <exception cref="RecordsException">It cannot be written.</exception>
    public RunRecord Begin(RunRecord run) => Guarded(() =>
    {
        using var command = Command(
            """
            INSERT INTO runs (started, finished, status, command, data, data_hash, experiment, document)
            VALUES ($started, $finished, $status, $command, $data, $hash, $experiment, $document) RETURNING id
            """,
            Columns(run));
        return run with { Id = (long)command.ExecuteScalar()! };
    });

    /// <summary>Writes how a run stands: status, end, failure, warnings, files. Its models are written by <see cref="Add"/>.</summary>
    /// <exception cref="RecordsException">It cannot be written.</exception>
    public void Update(RunRecord run) => Guarded(() =>
    {
        using var command = Command(
            "UPDATE runs SET finished = $finished, status = $status, document = $document WHERE id = $id",
            [.. Columns(run).Where(column => column.Name is "$finished" or "$status" or "$document"), ("$id", run.Id)]);
        command.ExecuteNonQuery();
    });

    /// <summary>Writes a model of a run.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="model">The model; its <see cref="RecordedModel.TestRows"/> is set here.</param>
    /// <param name="dataHash">The hash of the run's data.</param>
    /// <param name="testSet">The rows it was tested on; null without.</param>
    /// <param name="predictions">What it says of them.</param>
    /// <exception cref="RecordsException">It cannot be written.</exception>
    public void Add(long run, RecordedModel model, string dataHash, TestSet? testSet, RowPredictions? predictions) => Guarded(() =>
    {
        var name = testSet?.Name(dataHash);
        using var transaction = connection.BeginTransaction();
        if (testSet is not null)
        {
            using var set = Command(
                "INSERT OR IGNORE INTO test_sets (name, genres, rows, labels, tracks) VALUES ($name, $genres, $rows, $labels, $tracks)",
                ("$name", name), ("$genres", JsonSerializer.Serialize(testSet.Genres, GenreLabJson.Options)),
                ("$rows", Packed.Integers(testSet.Rows)), ("$labels", Packed.Integers(testSet.Labels)), ("$tracks", Packed.Integers(testSet.Tracks)));
            set.Transaction = transaction;
            set.ExecuteNonQuery();
        }
        using var insert = Command(
            """
            INSERT INTO models (run, place, kind, test_accuracy, test_set, document, predicted, log_losses)
            VALUES ($run, (SELECT count(*) FROM models WHERE run = $run), $kind, $accuracy, $set, $document, $predicted, $losses)
            """,
            ("$run", run), ("$kind", model.Kind), ("$accuracy", model.Test?.Accuracy), ("$set", name),
            ("$document", JsonSerializer.Serialize(model with { TestRows = name }, GenreLabJson.Options)),
            ("$predicted", predictions is null ? null : Packed.Integers(predictions.Predicted)),
            ("$losses", predictions is null ? null : Packed.Halves(predictions.LogLosses)));
        insert.Transaction = transaction;
        insert.ExecuteNonQuery();
        transaction.Commit();
    });

    /// <summary>The runs asked for, newest first, with their models. Runs whose process is gone are found to be killed.</summary>
    /// <exception cref="RecordsException">They cannot be read.</exception>
    public IReadOnlyList<RunRecord> Runs(RunFilter? filter = null) => Guarded(() =>
    {
        NoteKilled();
        Unreadable = 0;
        var models = new Dictionary<long, List<RecordedModel>>();
        using (var command = Command("SELECT run, document FROM models ORDER BY run, place"))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                if (!models.TryGetValue(reader.GetInt64(0), out var ofRun)) models.Add(reader.GetInt64(0), ofRun = []);
                if (Readable<RecordedModel>(reader.GetString(1)) is { } model) ofRun.Add(model);
            }
        }
        filter ??= new RunFilter();
        return (IReadOnlyList<RunRecord>)[.. Read()
            .Select(run => filter.Apply(run with { Models = models.GetValueOrDefault(run.Id) ?? [] }))
            .OfType<RunRecord>()
            .OrderByDescending(run => run.Id)];
    });

    /// <summary>What a model said of its test rows; null when that was not recorded.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="kind">The model's kind.</param>
    /// <exception cref="RecordsException">It cannot be read.</exception>
    public (TestSet Set, RowPredictions Predictions)? Predictions(long run, string kind) => Guarded<(TestSet, RowPredictions)?>(() =>
    {
        using var command = Command(
            """
            SELECT predicted, log_losses, genres, rows, labels, tracks FROM models JOIN test_sets ON test_sets.name = models.test_set
            WHERE run = $run AND kind = $kind AND predicted IS NOT NULL ORDER BY place LIMIT 1
            """,
            ("$run", run), ("$kind", kind));
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        var set = new TestSet
        {
            Genres = Readable<string[]>(reader.GetString(2)) ?? throw new FormatException("The genres are no list."),
            Rows = Packed.Integers((byte[])reader[3]),
            Labels = Packed.Integers((byte[])reader[4]),
            Tracks = Packed.Integers((byte[])reader[5]),
        };
        var predictions = new RowPredictions
        {
            Actual = set.Labels,
            Predicted = Packed.Integers((byte[])reader[0]),
            LogLosses = Packed.Halves((byte[])reader[1]),
            Groups = set.Tracks,
        };
        if (predictions.Predicted.Count != set.Labels.Count || set.Tracks.Count != set.Labels.Count) throw new FormatException($"The predictions of run {run} do not fit their rows.");
        return (set, predictions);
    });

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void Prepare()
    {
        if (Number("PRAGMA user_version") == SchemaVersion && Number("PRAGMA application_id") == ApplicationId) return;
        Execute("PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction();
        // Another process may have made the tables while this one waited.
        var version = Number("PRAGMA user_version", transaction);
        var application = Number("PRAGMA application_id", transaction);
        if (version == 0 && application == 0 && Number("SELECT count(*) FROM sqlite_master", transaction) == 0)
        {
            Execute(Schema, transaction);
            Execute($"PRAGMA application_id = {ApplicationId}", transaction);
            Execute($"PRAGMA user_version = {SchemaVersion}", transaction);
        }
        else if (application != ApplicationId)
        {
            throw new RecordsException($"{path} is a SQLite file of another program; choose another folder with --records.");
        }
        else if (version != SchemaVersion)
        {
            throw new RecordsException($"{path} was written by a newer GenreLab (its tables have version {version}, this one knows {SchemaVersion}); update GenreLab, or choose another folder with --records.");
        }
        transaction.Commit();
    }

    /// <summary>Runs that are said to be at work but whose process is gone were killed.</summary>
    private void NoteKilled()
    {
        foreach (var run in Read("WHERE status = 'running'").Where(run => run.Process.IsGone()))
        {
            using var command = Command(
                "UPDATE runs SET status = $status, document = $document WHERE id = $id AND status = 'running'",
                ("$status", Word(RunStatus.Killed)), ("$document", Text(run with { Status = RunStatus.Killed })), ("$id", run.Id));
            command.ExecuteNonQuery();
        }
    }

    private List<RunRecord> Read(string condition = "")
    {
        var runs = new List<RunRecord>();
        using var command = Command("SELECT id, document FROM runs " + condition);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            if (Readable<RunRecord>(reader.GetString(1)) is { } run) runs.Add(run with { Id = reader.GetInt64(0) });
        return runs;
    }

    private static (string Name, object? Value)[] Columns(RunRecord run) =>
    [
        ("$started", Time(run.Started)),
        ("$finished", run.Finished is { } finished ? Time(finished) : null),
        ("$status", Word(run.Status)),
        ("$command", run.Command),
        ("$data", run.Data.Name),
        ("$hash", run.Data.Hash),
        ("$experiment", run.Experiment),
        ("$document", Text(run)),
    ];

    // The number and the models have columns and a table of their own.
    private static string Text(RunRecord run) => JsonSerializer.Serialize(run with { Id = 0, Models = [] }, GenreLabJson.Options);

    private T? Readable<T>(string text) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(text, GenreLabJson.Options) is { } document) return document;
        }
        catch (JsonException)
        {
            // Counted below: one record that was tampered with must not hide all others.
        }
        Unreadable++;
        return null;
    }

    private static string Word(RunStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private SqliteCommand Command(string text, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this file; values go in as parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private long Number(string text, SqliteTransaction? transaction = null)
    {
        using var command = Command(text);
        command.Transaction = transaction;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private void Execute(string text, SqliteTransaction? transaction = null)
    {
        using var command = Command(text);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private void Guarded(Action work) => Guarded<object?>(() =>
    {
        work();
        return null;
    });

    /// <summary>Does work and says in one sentence what kept it from being done; damaged files are put aside.</summary>
    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw Aside(failure);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw new RecordsException($"The records of runs in {path} are locked by another process (waited {wait.TotalSeconds:0.#} s); try again, or choose another folder with --records.", failure);
        }
        catch (SqliteException failure)
        {
            throw new RecordsException($"The records of runs in {path} cannot be used ({Reason(failure)}); choose another folder with --records.", failure);
        }
        catch (Exception failure) when (failure is FormatException or InvalidCastException)
        {
            throw new RecordsException($"A record in {path} is not what GenreLab writes, so it cannot be used; the other records are not concerned.", failure);
        }
        catch (Exception failure) when (failure is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new RecordsException("Runs cannot be recorded on this system, for SQLite's library does not load; --no-record does without.", failure);
        }
    }

    /// <summary>Renames the database and what belongs to it.</summary>
    private RecordsException Aside(SqliteException failure)
    {
        connection.Dispose();
        if (IsSound()) return new RecordsException($"The records of runs in {path} were damaged and another process has begun new ones; try again.", failure) { PutAside = true };
        var kept = path + ".damaged";
        for (var number = 2; File.Exists(kept); number++) kept = $"{path}.damaged-{number}";
        try
        {
            File.Move(path, kept);
            foreach (var suffix in (string[])["-wal", "-shm"])
                if (File.Exists(path + suffix)) File.Move(path + suffix, kept + suffix);
        }
        catch (Exception move) when (move is IOException or UnauthorizedAccessException)
        {
            return new RecordsException($"The records of runs in {path} are damaged ({Reason(failure)}) and cannot be put aside ({move.Message.TrimEnd('.')}); choose another folder with --records.", failure);
        }
        return new RecordsException($"The records of runs in {path} are damaged ({Reason(failure)}); the file is kept as {kept}, and new records begin.", failure) { PutAside = true };
    }

    /// <summary>Whether a sound file lies there by now.</summary>
    private bool IsSound()
    {
        try
        {
            using var again = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            again.Open();
            using var check = again.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            return check.ExecuteScalar() is "ok";
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static string Reason(SqliteException failure)
    {
        // "SQLite Error 26: 'file is not a database'."
        var parts = failure.Message.Split('\'');
        return parts.Length >= 3 ? string.Join('\'', parts[1..^1]) : failure.Message.TrimEnd('.');
    }
}
